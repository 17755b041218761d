import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config/config.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import { logProcessOutput } from '../logging/process-output.ts';
import { type RunningServer, startServer } from '../main.ts';
import { configured } from './session.ts';
import { startAsWorker, startWorkers, workerNumber } from './workers.ts';

/** `countersign start`: the production start. */
export function startCommand(): Command {
  return new Command('start')
    .description('start the server')
    .option('--workers <number>', 'as so many processes on this machine', numberOfWorkers)
    .action(async ({ workers }: { readonly workers?: number }) => {
      const config = configured();
      const worker = workerNumber();
      const logger = loggerOf(config, worker);
      logProcessOutput(logger);
      if (worker !== null) stopOnSignal(await startAsWorker(worker, config, logger));
      else if (workers !== undefined) stopOnSignal(await startWorkers(workers, config, logger));
      else stopOnSignal(await startServer(config, logger));
    });
}

/** More than processors are of no use, and each has a pool of connections of its own. */
const mostWorkers = 64;

function numberOfWorkers(words: string): number {
  const number = /^\d{1,3}$/.test(words) ? Number(words) : 0;
  if (number < 1 || number > mostWorkers)
    throw new InvalidArgumentError(`It is a whole number from 1 to ${mostWorkers}.`);
  return number;
}

/** Each line of a worker names it. */
function loggerOf({ logLevel }: Config, worker: number | null): Logger {
  const logger = createLogger(logLevel);
  return worker === null ? logger : logger.child({ worker });
}

/** Ctrl+C reaches every process of a terminal, and npm hands it on as well: within so long it is one signal. */
const sameSignalMs = 1000;

/** SIGTERM and SIGINT drain and stop; a second signal ends at once. */
export function stopOnSignal(server: Pick<RunningServer, 'stop'>): void {
  let stoppingSince: number | null = null;
  const stop = () => {
    if (stoppingSince !== null && performance.now() - stoppingSince < sameSignalMs) return;
    if (stoppingSince !== null) process.exit(1);
    stoppingSince = performance.now();
    server.stop().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

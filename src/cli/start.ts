import { Command } from 'commander';
import { createLogger } from '../logging/logger.ts';
import { logProcessOutput } from '../logging/process-output.ts';
import { type RunningServer, startServer } from '../main.ts';
import { configured } from './session.ts';

/** `countersign start`: the production start. */
export function startCommand(): Command {
  return new Command('start').description('start the server').action(async () => {
    const config = configured();
    const logger = createLogger(config.logLevel);
    logProcessOutput(logger);
    stopOnSignal(await startServer(config, logger));
  });
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

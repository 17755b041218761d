import type { EventEmitter } from 'node:events';
import { format } from 'node:util';
import { concealArgument } from './conceal.ts';
import type { Logger } from './logger.ts';

/** What packages print with, and the level that it has in the log. */
const levels = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const;

/** Where a process prints, and what it says of itself. */
export interface ProcessOutput {
  readonly console: Pick<Console, keyof typeof levels>;
  readonly process: EventEmitter & { exit(code: number): unknown };
}

/**
 * Sends what a process would print beside its log into the log: notices of packages (the provider library's go to the
 * console), warnings of Node and the error that ends the process. For a process that is ours alone.
 * @param output default that of the running one
 */
export function logProcessOutput(logger: Logger, output: ProcessOutput = { console, process }): void {
  const { console: printer, process: own } = output;
  for (const method of Object.keys(levels) as (keyof typeof levels)[])
    printer[method] = (...words: unknown[]) => logger[levels[method]](format(...words.map(concealArgument)));
  own.removeAllListeners('warning');
  own.on('warning', (warning) => logger.warn({ err: warning }, 'a warning of Node'));
  own.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'the process ends with an error that nobody has caught');
    // What is still to be written goes out when the process exits.
    own.exit(1);
  });
}

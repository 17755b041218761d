import type { EventEmitter } from 'node:events';
import type { Logger } from '../../logging/logger.ts';

/** How node says that the other side went away before it had its answer; `HPE_…` that what it sent was no HTTP. */
const gone: ReadonlySet<unknown> = new Set([
  'ECONNABORTED',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** Logs what kept answers of a Koa application from going out; that somebody hung up or spoke no HTTP is no error of ours. */
export function logBrokenAnswers(application: EventEmitter, logger: Logger): void {
  application.on('error', (error: unknown) => {
    if (isGone(error)) logger.debug({ err: error }, 'somebody went away before the answer');
    else logger.error({ err: error }, 'a response failed');
  });
}

function isGone(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return gone.has(error.code) || String(error.code).startsWith('HPE_');
}

import { Refusal } from '../refusal/refusal.ts';

/** What the log tells of an error. Everything else that libraries attach to errors may hold secrets. */
export interface DescribedError {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

const longestChain = 4;

/**
 * Type, code, message, stack and causes of an error, nothing else.
 * Errors of the database lose their message too: PostgreSQL quotes values in it, and a value may be a secret.
 */
export function describeError(error: unknown): DescribedError {
  return describe(error, longestChain);
}

function describe(error: unknown, chainLeft: number): DescribedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'something else than an error was thrown' };
  const code = codeOf(error);
  const hasCause = error.cause instanceof Error && chainLeft > 1;
  return {
    type: error.name,
    ...(code === null ? {} : { code }),
    message: messageOf(error),
    // An expected "no" needs no stack.
    ...(error instanceof Refusal ? {} : { stack: framesOf(error) }),
    ...(hasCause ? { cause: describe(error.cause, chainLeft - 1) } : {}),
  };
}

function messageOf(error: Error): string {
  return isFromDatabase(error) ? 'the database refused a statement' : error.message;
}

function framesOf(error: Error): string {
  // The first lines of a stack repeat the message.
  const lines = (error.stack ?? '').split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}

/** TypeORM attaches the statement, pg its routine, our own StatementFailed the SQLSTATE; all may quote parameters. */
function isFromDatabase(error: Error): boolean {
  if ('query' in error || 'driverError' in error || 'sqlState' in error) return true;
  return 'severity' in error && 'routine' in error;
}

function codeOf(error: Error): string | null {
  const code: unknown = Reflect.get(error, 'code') ?? Reflect.get(error, 'sqlState');
  return typeof code === 'string' || typeof code === 'number' ? String(code) : null;
}

/** What a failed statement is to us. */
import { Refusal } from '../refusal.ts';

/**
 * A statement that failed. TypeORM's own error carries all parameters, secrets among them; this one carries none.
 */
export class StatementFailed extends Error {
  /** SQLSTATE, e.g. `23505` for a unique violation. */
  readonly sqlState: string | undefined;
  readonly constraint: string | undefined;

  constructor(driverError: DriverError) {
    super(driverError.message);
    this.name = 'StatementFailed';
    this.sqlState = driverError.code;
    this.constraint = driverError.constraint;
  }
}

/** Whether a statement failed because another row has the same value already. */
export function isTaken(error: unknown, constraint: string): boolean {
  return error instanceof StatementFailed && error.sqlState === '23505' && error.constraint === constraint;
}

interface DriverError extends Error {
  code?: string;
  constraint?: string;
}

export function isDriverFailure(error: unknown): boolean {
  return error instanceof Error && ('driverError' in error || isUnavailable(error));
}

/** What a failed statement is to us: a Refusal where the database is away, else a StatementFailed. */
export function translate(error: unknown): Error {
  const driverError = unwrap(error);
  if (isUnavailable(driverError)) {
    return new Refusal('storage_unavailable', { retryAfterSeconds: 2, reason: driverError.message });
  }
  return new StatementFailed(driverError);
}

function unwrap(error: unknown): DriverError {
  if (error instanceof Error && 'driverError' in error && error.driverError instanceof Error) {
    return error.driverError;
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** SQLSTATE classes 08 (connection), 53 (resources), 57 (operator intervention, statement time-out); plus socket errors. */
function isUnavailable(error: DriverError): boolean {
  const code = error.code ?? '';
  if (/^(08|53|57)/.test(code)) return true;
  if (/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|ENOTFOUND)$/.test(code)) return true;
  return connectionLost.test(error.message);
}

/** As the driver and its pool say it; the last is TypeORM's, for a transaction whose connection broke before its end. */
const connectionLost =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query runner already released/;

/** What a failed statement is to us. */
import { Refusal } from '../../refusal/refusal.ts';

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
  return hasState(error, ['23505']) && error.constraint === constraint;
}

/** Whether a statement had to give way to another transaction, which undid all of its own: it may succeed once more. */
export function gaveWay(error: unknown): boolean {
  return hasState(error, ['40P01', '40001']);
}

/**
 * Whether a statement named something that the database does not have: a schema, a table, a column, a function or type.
 * That is our mistake, or somebody has changed the database; schema.ts tells the two apart.
 */
export function namedUnknown(error: unknown): boolean {
  return hasState(error, ['3F000', '42P01', '42703', '42883', '42704']);
}

interface DriverError extends Error {
  code?: string;
  constraint?: string;
}

/** What a failed statement is to us: a Refusal where the database is away or what it is about is gone, else a StatementFailed. */
export function translate(error: unknown): Error {
  if (error instanceof StatementFailed || error instanceof Refusal) return error;
  const driverError = unwrap(error);
  const gone = goneMeanwhile(driverError);
  if (gone !== null) return gone;
  return isUnavailable(driverError) ? unavailable(driverError.message) : new StatementFailed(driverError);
}

/**
 * Whether the driver has stopped waiting for an answer. PostgreSQL may still be at work on the statement, within its
 * transaction: whatever came next on that connection would wait behind it and be part of that transaction.
 */
export function gaveUpWaiting(error: unknown): boolean {
  return unwrap(error).message === 'Query read timeout';
}

/** A statement was about a person who was erased, or an organization that was deleted, while it was made (SQLSTATE 23503). */
function goneMeanwhile({ code, constraint = '' }: DriverError): Refusal | null {
  if (code !== '23503') return null;
  if (constraint.endsWith('_user_fk'))
    return new Refusal('interaction_expired', { reason: 'the account is gone' });
  return constraint.endsWith('_organization_fk') ? new Refusal('not_found') : null;
}

/** "Try again": what the database could not do just now, for the operator. */
export function unavailable(reason: string): Refusal {
  return new Refusal('storage_unavailable', { retryAfterSeconds: 2, reason });
}

/**
 * Runs a statement or a whole transaction, and once more where it gave way to another one. Whatever it did is undone by
 * then, so `attempt` does it all again, and must leave nothing behind outside the database.
 * @throws Refusal `storage_unavailable` where it gave way twice
 */
export async function twiceAtMost<Result>(attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt();
  } catch (error) {
    if (!gaveWay(error)) throw error;
  }
  try {
    return await attempt();
  } catch (error) {
    throw gaveWay(error)
      ? unavailable(`gave way to other transactions twice: ${translate(error).message}`)
      : error;
  }
}

function hasState(error: unknown, states: readonly string[]): error is StatementFailed {
  return error instanceof StatementFailed && states.includes(error.sqlState ?? '');
}

function unwrap(error: unknown): DriverError {
  if (error instanceof Error && 'driverError' in error && error.driverError instanceof Error) {
    return error.driverError;
  }
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * SQLSTATE classes 08 (connection, but not what we say wrong on it), 53 (resources), 57 (operator intervention, statement time-out) and 58 (its machine);
 * a lock that was not to be had, a transaction that was idle for too long, a database that takes no writes (a standby
 * after a failover) or has taken our rights away; plus socket errors.
 */
function isUnavailable(error: DriverError): boolean {
  const code = error.code ?? '';
  if (/^(08(?!P01)|53|57|58)|^(25006|25P03|42501|55P03)$/.test(code)) return true;
  if (/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|ENOTFOUND)$/.test(code)) return true;
  return connectionLost.test(error.message);
}

/** As the driver and its pool say it; the last is TypeORM's, for a transaction whose connection broke before its end. */
const connectionLost =
  /timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|Query runner already released/;

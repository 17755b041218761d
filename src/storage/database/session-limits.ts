/** The time-outs that a session has, for connections to which none can be told: behind a pooler a session is shared. */
import type { DataSource } from 'typeorm';
import { CannotStart } from '../../refusal/cannot-start.ts';

/** Milliseconds by the name of PostgreSQL's setting. */
export type SessionLimits = Readonly<
  Record<'statement_timeout' | 'idle_in_transaction_session_timeout', number>
>;

/** A transaction may wait for us for as long as two of its statements may take. */
export function sessionLimits(statementTimeoutMs: number): SessionLimits {
  return {
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs * 2,
  };
}

/** Told to a connection of its own, so that neither a role's limits nor a database's end a migration half-way. */
export const withoutLimits: Readonly<Record<keyof SessionLimits | 'lock_timeout', string>> = {
  // As text, since the driver leaves out what is 0.
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  lock_timeout: '0',
};

interface Setting {
  readonly name: string;
  readonly ms: number;
  readonly role: string;
  readonly database: string;
}

const select = `SELECT name, setting::int AS ms, quote_ident(current_user) AS role, quote_ident(current_database()) AS database
  FROM pg_settings WHERE name = ANY($1)`;

/**
 * Without them a statement that hangs would hold its locks, and everybody who waits for those, for ever.
 * @throws CannotStart with what to run where the role has longer ones or none
 */
export async function requireSessionLimits(dataSource: DataSource, limits: SessionLimits): Promise<void> {
  const wanted: Readonly<Record<string, number>> = limits;
  const settings: Setting[] = await dataSource.query(select, [Object.keys(limits)]);
  const missing = settings.filter(({ name, ms }) => ms === 0 || ms > (wanted[name] ?? 0));
  if (missing.length === 0) return;
  const commands = missing.map(
    ({ name, role, database }) =>
      `ALTER ROLE ${role} IN DATABASE ${database} SET ${name} = '${wanted[name]}ms';`,
  );
  throw new CannotStart(
    'STATEMENT_NAMES',
    `with "off" the time-outs have to be the role's own, and they are missing or longer than statementTimeoutMs allows; run ${commands.join(' ')} and have the pooler connect anew (RECONNECT; in the console of pgbouncer)`,
  );
}

/** @throws where what stands between has kept what a session was told: then it is no session of its own */
export async function requireNoLimits(dataSource: DataSource): Promise<void> {
  const settings: Setting[] = await dataSource.query(select, [Object.keys(withoutLimits)]);
  const kept = settings.filter(({ ms }) => ms !== 0).map(({ name }) => name);
  if (kept.length > 0) throw new Error(`it does not take ${kept.join(' and ')} for one session`);
}

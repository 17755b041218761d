import type { TestPerson } from '../../harness/world.ts';
import type { SharedProcesses } from './server-processes.ts';

/** What the database says about a person, whichever process wrote it. */
export interface StoredFacts {
  readonly epoch: number;
  /** Failures of the second factor that the account carries now. */
  readonly failures: number;
  readonly recoveryCodesUsed: number;
  readonly recoveryCodesLeft: number;
}

export async function storedFacts({ db }: SharedProcesses, { email }: TestPerson): Promise<StoredFacts> {
  const [row] = await db.sql<StoredFacts>(
    `SELECT u.epoch, u.second_factor_failures AS failures,
       count(r.used_at)::int AS "recoveryCodesUsed", (count(r.id) - count(r.used_at))::int AS "recoveryCodesLeft"
     FROM users u LEFT JOIN recovery_codes r ON r.user_id = u.id WHERE u.email = $1 GROUP BY u.id`,
    [email],
  );
  if (row === undefined) throw new Error(`nobody is called ${email}`);
  return row;
}

/** Details of the events of one type about a person, oldest first. */
export async function eventsOf(
  { db }: SharedProcesses,
  { email }: TestPerson,
  type: string,
): Promise<Readonly<Record<string, unknown>>[]> {
  const rows = await db.sql<{ detail: Readonly<Record<string, unknown>> }>(
    `SELECT e.detail FROM audit_events e JOIN users u ON u.id = e.user_id
     WHERE u.email = $1 AND e.type = $2 ORDER BY e.id`,
    [email, type],
  );
  return rows.map(({ detail }) => detail);
}

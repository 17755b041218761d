import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { peoplePerLogout } from '../../../src/jobs/outbox.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { until } from '../../harness/until.ts';
import { startCommand } from '../../processes/support/server-process.ts';
import { openFaultDatabase } from './fault-world.ts';
import { seedLargeOrganization } from './large-organization.ts';

export interface SweepFigures {
  readonly toEnd: number;
  /** Sweeps that were killed before they had done everything. */
  readonly kills: number;
  /** Members whose sessions were ended when the last kill came. */
  readonly endedByKilled: number;
  /** How many sweeps it took after the last kill. */
  readonly sweepsAfter: number;
  /** Members whose sessions have ended, by epoch: all of them should have 1. */
  readonly ended: number;
  /** Members with another epoch or number of events than they should have. */
  readonly wrong: number;
  /** Jobs that will tell applications of the ended sessions, and how many there should be, each member in one. */
  readonly jobs: number;
  readonly jobsForAll: number;
  readonly dueLeft: number;
}

/** The sweep after a policy has taken effect is killed again and again, then left alone. */
export async function killSweeps(
  postgres: string,
  { members, kills }: { readonly members: number; readonly kills: number },
): Promise<SweepFigures> {
  const database = await openFaultDatabase(postgres);
  try {
    const { db } = database;
    const { toEnd } = await seedLargeOrganization(db, members);
    const settings = { issuer: 'http://localhost:1', databaseUrl: database.url };
    let killed = 0;
    while (killed < kills && (await dueIn(db)) > 0) killed += await killOne(db, settings, toEnd);
    const endedByKilled = await endedIn(db);
    let sweepsAfter = 0;
    // A transaction of the killed process may hold the row for a moment longer, so that one sweep passes it over.
    for (; sweepsAfter < 5 && (await dueIn(db)) > 0; sweepsAfter += 1)
      await once(startCommand(settings, 'sweep'), 'exit');
    const figures = { toEnd, kills: killed, endedByKilled, sweepsAfter };
    const [ended, wrong, dueLeft] = [await endedIn(db), await wrongIn(db), await dueIn(db)];
    return {
      ...figures,
      ended,
      wrong,
      dueLeft,
      jobs: await jobsIn(db),
      jobsForAll: Math.ceil(toEnd / peoplePerLogout),
    };
  } finally {
    await database.close();
  }
}

/**
 * Kills a sweep once it has changed a random part of the members that were left; 0 when it was done by then. Told by
 * what it has done and not by a clock, so that a fast machine does not finish first.
 */
async function killOne(
  db: OpenDb,
  settings: Parameters<typeof startCommand>[0],
  toEnd: number,
): Promise<0 | 1> {
  const before = await endedIn(db);
  const killAt = before + randomInt(Math.floor((toEnd - before) / 2) + 1);
  const child = startCommand(settings, 'sweep');
  const exited = once(child, 'exit');
  await until('a sweep to get on', async () => child.exitCode !== null || (await endedIn(db)) > killAt);
  child.kill('SIGKILL');
  await exited;
  return child.signalCode === 'SIGKILL' ? 1 : 0;
}

async function endedIn(db: OpenDb): Promise<number> {
  return countOf(db, 'SELECT count(*)::int AS count FROM users WHERE epoch = 1');
}

async function dueIn(db: OpenDb): Promise<number> {
  return countOf(db, "SELECT count(*)::int AS count FROM due_work WHERE kind = 'revoke_sessions'");
}

async function jobsIn(db: OpenDb): Promise<number> {
  return countOf(db, "SELECT count(*)::int AS count FROM pgboss.job WHERE name = 'end-sessions'");
}

/** Every tenth member is protected, and every tenth has no session: their epochs stay. */
async function wrongIn(db: OpenDb): Promise<number> {
  return countOf(
    db,
    `WITH events AS (
       SELECT user_id, count(*) AS events FROM audit_events WHERE type = 'account.sessions_ended' GROUP BY user_id)
     SELECT count(*)::int AS count FROM users u LEFT JOIN events e ON e.user_id = u.id
     WHERE u.epoch <> CASE WHEN substring(u.email from '^m(\\d+)@')::int % 10 IN (0, 1) THEN 0 ELSE 1 END
       OR coalesce(e.events, 0) <> u.epoch`,
  );
}

async function countOf({ sql }: OpenDb, statement: string): Promise<number> {
  const [row] = await sql<{ count: number }>(statement);
  return row?.count ?? -1;
}

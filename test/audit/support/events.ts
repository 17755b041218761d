import { randomUUID } from 'node:crypto';
import type { ActivityEvent, ActivityFilter } from '../../../src/audit/activity-store.ts';
import type { ChainReport } from '../../../src/audit/chain-report.ts';
import type { AuditEvent } from '../../../src/audit/event.ts';
import { extendChains } from '../../../src/audit/extend-chains.ts';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { until } from '../../harness/until.ts';
import { later } from '../../storage/support/samples.ts';

/** What these tests look at is how events are kept, so a detail may say anything. */
export type AnyEvent = Omit<AuditEvent, 'detail'> & { readonly detail?: object };

/** An event of an organization, by the operator. */
export function eventOf(organizationId: string, over: Partial<AnyEvent> = {}): AuditEvent {
  const event: AnyEvent = {
    type: 'member.changed',
    actor: { kind: 'operator' },
    organizationId,
    ...over,
  };
  return event as AuditEvent;
}

/** Records so many events, a second apart, of an organization that need not be there. */
export async function recordEvents(
  db: OpenDb,
  count: number,
  organizationId: string = randomUUID(),
): Promise<string> {
  for (let n = 1; n <= count; n += 1) {
    await db.audit.record(eventOf(organizationId, { detail: { after: n } }), later(n));
  }
  await chainAll(db, organizationId);
  return organizationId;
}

/** Writes so many events in one statement, as the end of sessions does. */
export async function insertMany(
  db: OpenDb,
  count: number,
  organizationIds: readonly string[],
): Promise<void> {
  await db.sql(
    `INSERT INTO audit_events (at, type, actor, organization_id, detail)
     SELECT '2026-12-01T00:00:00Z'::timestamptz + make_interval(secs => n), 'account.sessions_ended',
       '{"kind": "system"}', ($1::uuid[])[1 + n % $2], jsonb_build_object('after', n)
     FROM generate_series(0, $3::int - 1) n`,
    [organizationIds, organizationIds.length, count],
  );
  for (const id of organizationIds) await chainAll(db, id);
}

/** Positions of an organization's events in the order of their ids; null for those that have none. */
export async function positionsOf(db: OpenDb, organizationId: string): Promise<(number | null)[]> {
  const rows = await db.sql<{ position: number | null }>(
    `SELECT chain_position::int AS position FROM audit_events e
     WHERE organization_id = $1 ORDER BY e.id`,
    [organizationId],
  );
  return rows.map(({ position }) => position);
}

/** As the job does it; another one may be at the same events. */
export async function chainAll(db: OpenDb, organizationId: string): Promise<void> {
  await until('the events to be chained', async () => {
    await extendChains(db.chains);
    return (await db.chains.waiting(organizationId)) === 0;
  });
}

export async function verify(db: OpenDb, organizationId: string): Promise<ChainReport> {
  await chainAll(db, organizationId);
  return verifyChain(db.chains, organizationId);
}

/** All pages, one after the other. */
export async function listAll(
  db: OpenDb,
  organizationId: string,
  filter: ActivityFilter = {},
  limit = 200,
): Promise<ActivityEvent[]> {
  const all: ActivityEvent[] = [];
  let before: string | null = null;
  do {
    const page = await db.activity.list(organizationId, filter, { limit, before });
    all.push(...page.events);
    before = page.next;
  } while (before !== null);
  return all;
}

/** The whole log of a small organization as it stands in `after` of each event. */
export function afters(events: readonly ActivityEvent[]): unknown[] {
  return events.map(({ detail }) => detail.after);
}

/** From 1 to so many. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

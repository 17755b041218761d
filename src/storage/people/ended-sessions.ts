import { completeMetadata } from '../../environments/client-terms.ts';
import type { EndedSessionStore } from '../../jobs/end-sessions.ts';
import type { LogoutDelivery } from '../../jobs/queue.ts';
import { openMetadata } from '../clients/client-rows.ts';
import { payloadPlace, removalOf } from '../database/record-writes.ts';
import { hashId, type Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';

/** The library's JSON of a session, as far as we read it; it was sealed, so its shape is trusted. */
export interface SessionPayload {
  readonly accountId?: string;
  readonly authorizations?: Readonly<Record<string, { readonly sid?: string; readonly grantId?: string }>>;
}

interface Row {
  readonly id_hash: Buffer;
  readonly payload: Buffer;
}

/** A session without a record of ours is refused as well: nobody knows what was proven in it. */
const outdated = `SELECT p.id_hash, p.payload FROM provider_records p
  LEFT JOIN session_records s ON s.uid_hash = p.uid_hash LEFT JOIN users u ON u.id = p.account_id
  WHERE p.model = 'Session' AND p.account_id = ANY ($1)
    AND (s.uid_hash IS NULL OR u.id IS NULL OR s.user_id <> u.id OR s.user_epoch < u.epoch)
  LIMIT $2 FOR UPDATE OF p SKIP LOCKED`;

const removeAll = removalOf(`(model = 'Session' AND id_hash = ANY ($1))
  OR (model = 'Grant' AND id_hash = ANY ($2)) OR grant_id_hash = ANY ($2)`);

export function createEndedSessionStore(sql: Sql, sealer: Sealer): EndedSessionStore {
  return {
    async remove(userIds, limit) {
      const rows = await sql<Row>(outdated, [userIds, limit]);
      if (rows.length === 0) return { removed: 0, deliveries: [] };
      const sessions = rows.map((row) => openSession(sealer, row));
      await sql(removeAll, [rows.map(({ id_hash }) => id_hash), sessions.flatMap(grantHashes)]);
      return { removed: rows.length, deliveries: await deliveriesOf(sql, sealer, sessions) };
    },
    applicationsOf: (session) => deliveriesOf(sql, sealer, [session]),
  };
}

/** A damaged session names nobody; it is removed all the same. */
export function openSession(sealer: Sealer, { id_hash, payload }: Row): SessionPayload {
  try {
    return JSON.parse(sealer.open(payload, payloadPlace('Session', id_hash)).toString('utf8'));
  } catch {
    return {};
  }
}

function grantHashes({ authorizations = {} }: SessionPayload): Buffer[] {
  return Object.values(authorizations).flatMap(({ grantId }) =>
    grantId === undefined ? [] : [hashId(grantId)],
  );
}

/** One for each application and session; just one for all sessions where the application does not tell them apart. */
export async function deliveriesOf(
  sql: Sql,
  sealer: Sealer,
  sessions: readonly SessionPayload[],
): Promise<LogoutDelivery[]> {
  const clientIds = new Set(sessions.flatMap(({ authorizations = {} }) => Object.keys(authorizations)));
  const wishes = await wishesOf(sql, sealer, [...clientIds]);
  const deliveries = new Map<string, LogoutDelivery>();
  for (const { accountId, authorizations = {} } of sessions) {
    for (const [clientId, { sid }] of Object.entries(authorizations)) {
      const wish = wishes.get(clientId);
      if (wish === undefined || accountId === undefined) continue;
      const named = wish === 'each session' ? (sid ?? null) : null;
      deliveries.set(`${clientId} ${accountId} ${named}`, { clientId, sub: accountId, sid: named });
    }
  }
  return [...deliveries.values()];
}

type Wish = 'each session' | 'each person';

/** How each client wants to be told; those that do not are left out. */
async function wishesOf(sql: Sql, sealer: Sealer, clientIds: readonly string[]): Promise<Map<string, Wish>> {
  const rows =
    clientIds.length === 0
      ? []
      : await sql<{ client_id: string; metadata: Buffer }>(
          'SELECT client_id, metadata FROM clients WHERE client_id = ANY ($1)',
          [clientIds],
        );
  const wishes = new Map<string, Wish>();
  for (const row of rows) {
    const metadata = openMetadata(sealer, row);
    if (typeof metadata?.backchannel_logout_uri !== 'string') continue;
    const { backchannel_logout_session_required: isBySession } = completeMetadata(metadata);
    const wish = isBySession === true ? 'each session' : 'each person';
    wishes.set(row.client_id, wish);
  }
  return wishes;
}

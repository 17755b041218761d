import type { ClientInEnvironment, ClientStore } from '../../environments/store.ts';
import { removalOf } from '../database/record-writes.ts';
import type { Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import {
  type ClientRow,
  metadataPlace,
  openClient,
  openRow,
  selectClients,
  selectVersioned,
  type UsedClientRow,
} from './client-rows.ts';

/** What people let clients have, with the codes and tokens that came of it. */
const removeGrants = removalOf(`client_id = ANY ($1) OR grant_id_hash IN (
  SELECT id_hash FROM provider_records WHERE client_id = ANY ($1) AND model = 'Grant')`);

/** Arbitrary, but the same everywhere; the second half of the lock is the id. */
const clientLocks = 4_070_917;

/** Everybody locks the rows of several clients in this order. */
const lockOrder = 'ORDER BY client_id COLLATE "C" FOR NO KEY UPDATE';

const lockIds = `SELECT pg_advisory_xact_lock($1, hashtext(client_id))
  FROM (SELECT client_id FROM unnest($2::text[]) AS client_id ORDER BY client_id COLLATE "C") AS wanted`;

export function createClientStore(sql: Sql, sealer: Sealer): ClientStore {
  return {
    async lock(clientIds) {
      const ids = [...new Set(clientIds)].filter(isPossible);
      if (ids.length === 0) return;
      await sql(lockIds, [clientLocks, ids]);
      // An organization that is deleted takes its clients along, by their rows.
      await sql(`SELECT 1 FROM clients WHERE client_id = ANY ($1) ${lockOrder}`, [ids]);
    },
    async find(clientId) {
      if (!isPossible(clientId)) return null;
      const [row] = await sql<UsedClientRow>(`${selectClients} WHERE c.client_id = $1`, [clientId]);
      return row === undefined ? null : openRow(sealer, row);
    },
    async findAll(clientIds) {
      const possible = clientIds.filter(isPossible);
      const rows = await sql<UsedClientRow>(`${selectClients} WHERE c.client_id = ANY ($1)`, [possible]);
      return rows.map((row) => openRow(sealer, row)).filter((found) => found !== null);
    },
    async findVersioned(clientIds) {
      const rows = await sql<ClientRow & { readonly version: string }>(selectVersioned, [
        clientIds.filter(isPossible),
      ]);
      return rows.flatMap((row) => {
        const value = openClient(sealer, row);
        return value === null ? [] : [{ version: row.version, value }];
      });
    },
    async save(client) {
      await sql(
        `INSERT INTO clients (client_id, metadata, environment, organization_id, first_party, require_level,
           require_mfa_max_age_seconds, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (client_id) DO UPDATE SET metadata = excluded.metadata, environment = excluded.environment,
           organization_id = excluded.organization_id, first_party = excluded.first_party,
           require_level = excluded.require_level,
           require_mfa_max_age_seconds = excluded.require_mfa_max_age_seconds`,
        [
          client.clientId,
          sealer.seal(JSON.stringify(client.metadata), metadataPlace(client.clientId)),
          client.environment,
          client.organizationId,
          client.firstParty,
          client.requireLevel,
          client.requireMfaMaxAgeSeconds,
          client.createdAt,
        ],
      );
    },
    async noteUse(clientId, day) {
      // None of a client that is deleted meanwhile.
      await sql(
        `INSERT INTO client_uses (client_id, used_on) SELECT client_id, $2::date FROM clients WHERE client_id = $1
         ON CONFLICT (client_id) DO UPDATE SET used_on = excluded.used_on WHERE client_uses.used_on < excluded.used_on`,
        [clientId, day],
      );
    },
    async page(afterId, limit) {
      const after = '$1::text IS NULL OR c.client_id > $1';
      const query = `${selectClients} WHERE ${after} ORDER BY c.client_id LIMIT $2`;
      const found: ClientInEnvironment[] = [];
      // Fewer than asked for mean the end of the list, so each that cannot be read is made up for by the next.
      for (let last = afterId; ; ) {
        const wanted = limit - found.length;
        const rows = await sql<UsedClientRow>(query, [last, wanted]);
        found.push(...rows.map((row) => openRow(sealer, row)).filter((each) => each !== null));
        if (rows.length < wanted || found.length === limit) return found;
        last = rows.at(-1)?.client_id ?? last;
      }
    },
    async of(organizationId) {
      const rows = await sql<UsedClientRow>(
        `${selectClients} WHERE c.organization_id = $1 ORDER BY c.client_id`,
        [organizationId],
      );
      return rows.map((row) => openRow(sealer, row)).filter((found) => found !== null);
    },
    async remove(clientId) {
      if (!isPossible(clientId)) return false;
      const removal = 'DELETE FROM clients WHERE client_id = $1 RETURNING 1';
      if ((await sql(removal, [clientId])).length === 0) return false;
      await sql(removeGrants, [[clientId]]);
      return true;
    },
    async removeOf(organizationId) {
      // From now on no more are registered with it: whoever is at it is waited for.
      await sql('SELECT 1 FROM organizations WHERE id = $1 FOR UPDATE', [organizationId]);
      const rows = await sql<{ id: string }>(
        `WITH gone AS (SELECT client_id FROM clients WHERE organization_id = $1 ${lockOrder})
         DELETE FROM clients c USING gone g WHERE c.client_id = g.client_id RETURNING c.client_id AS id`,
        [organizationId],
      );
      const ids = rows.map(({ id }) => id).toSorted();
      if (ids.length > 0) await sql(removeGrants, [ids]);
      return ids;
    },
  };
}

/** The database cannot even be asked for a text with this character, so nothing has it for a name. */
function isPossible(clientId: string): boolean {
  return !clientId.includes('\0');
}

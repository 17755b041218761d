import type { Environment } from '../../environments/environment.ts';
import type {
  ClientInEnvironment,
  ClientMetadata,
  ClientStore,
  EnvironmentStore,
  RegisteredClient,
} from '../../environments/store.ts';
import { removalOf } from '../database/record-writes.ts';
import { SealBroken, type Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';

interface Row {
  readonly client_id: string;
  readonly metadata: Buffer;
  readonly organization_id: string | null;
  readonly first_party: boolean;
  readonly require_level: 1 | 2 | 3 | null;
  readonly require_mfa_max_age_seconds: number | null;
  readonly created_at: Date;
  readonly name: string;
  readonly mfa: Environment['mfa'];
  readonly pilot: Environment['pilot'];
}

// Each column by its name: a statement of `*` is refused on every connection that knows it from before a migration.
const select = `SELECT c.client_id, c.metadata, c.organization_id, c.first_party, c.require_level,
    c.require_mfa_max_age_seconds, c.created_at, e.name, e.mfa, e.pilot
  FROM clients c JOIN environments e ON e.name = c.environment`;

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
      const [row] = await sql<Row>(`${select} WHERE c.client_id = $1`, [clientId]);
      return row === undefined ? null : openRow(sealer, row);
    },
    async findAll(clientIds) {
      const possible = clientIds.filter(isPossible);
      const rows = await sql<Row>(`${select} WHERE c.client_id = ANY ($1)`, [possible]);
      return rows.map((row) => openRow(sealer, row)).filter((found) => found !== null);
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
    async page(afterId, limit) {
      const after = '$1::text IS NULL OR c.client_id > $1';
      const rows = await sql<Row>(`${select} WHERE ${after} ORDER BY c.client_id LIMIT $2`, [afterId, limit]);
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

/** Arbitrary, but the same everywhere; the second half of the lock is the name. */
const environmentLocks = 4_070_916;

export function createEnvironmentStore(sql: Sql): EnvironmentStore {
  return {
    all: () => sql<Environment>('SELECT name, mfa, pilot FROM environments ORDER BY name'),
    async lock(name) {
      await sql('SELECT pg_advisory_xact_lock($1, hashtext($2))', [environmentLocks, name]);
    },
    async find(name) {
      const [row] = await sql<Environment>('SELECT name, mfa, pilot FROM environments WHERE name = $1', [
        name,
      ]);
      return row ?? null;
    },
    async save({ name, mfa, pilot }) {
      await sql(
        `INSERT INTO environments (name, mfa, pilot) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET mfa = excluded.mfa, pilot = excluded.pilot`,
        [name, mfa, JSON.stringify(pilot)],
      );
    },
    async forgetPilots(emails) {
      await changePilots(sql, emails, []);
    },
    async renamePilots(from, to) {
      await changePilots(sql, [from], [to]);
    },
  };
}

/** Takes these addresses out of all pilots, and puts another into each that had one of them. */
async function changePilots(sql: Sql, emails: readonly string[], added: readonly string[]): Promise<void> {
  const rows = await sql<{ name: string }>(
    "SELECT name FROM environments WHERE (pilot->'users') ?| $1::text[] ORDER BY name",
    [emails],
  );
  // A change that has read the pilot before would bring them back.
  for (const { name } of rows) {
    await sql('SELECT pg_advisory_xact_lock($1, hashtext($2))', [environmentLocks, name]);
    await sql(
      `UPDATE environments SET pilot = jsonb_set(pilot, '{users}',
         ((pilot->'users') - $2::text[]) || to_jsonb($3::text[])) WHERE name = $1`,
      [name, emails, added],
    );
  }
}

/** The database cannot even be asked for a text with this character, so nothing has it for a name. */
function isPossible(clientId: string): boolean {
  return !clientId.includes('\0');
}

function openRow(sealer: Sealer, row: Row): ClientInEnvironment | null {
  const metadata = openMetadata(sealer, row);
  if (metadata === undefined) return null;
  return { client: clientOf(row, metadata), environment: { name: row.name, mfa: row.mfa, pilot: row.pilot } };
}

/** Undefined when no key opens it. */
export function openMetadata(
  sealer: Sealer,
  row: Pick<Row, 'client_id' | 'metadata'>,
): ClientMetadata | undefined {
  try {
    return JSON.parse(sealer.open(row.metadata, metadataPlace(row.client_id)).toString('utf8'));
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}

function clientOf(row: Row, metadata: ClientMetadata): RegisteredClient {
  return {
    clientId: row.client_id,
    metadata,
    environment: row.name,
    organizationId: row.organization_id,
    firstParty: row.first_party,
    requireLevel: row.require_level,
    requireMfaMaxAgeSeconds: row.require_mfa_max_age_seconds,
    createdAt: row.created_at,
  };
}

/** Where client metadata is sealed to. */
export function metadataPlace(clientId: string): string {
  return `clients.metadata:${clientId}`;
}

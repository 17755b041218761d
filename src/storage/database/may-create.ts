import type { DataSource } from 'typeorm';
import { CannotStart } from '../../refusal/cannot-start.ts';

interface Rights {
  readonly database: string;
  readonly schema: string | null;
  readonly inDatabase: boolean;
  readonly inSchema: boolean | null;
  readonly hasQueue: boolean;
}

/** Where the queue's library keeps its tables: a schema of its own, which takes a right on the database. */
const select = `SELECT current_database() AS database, current_schema() AS schema,
  has_database_privilege(current_database(), 'CREATE') AS "inDatabase",
  has_schema_privilege(current_schema(), 'CREATE') AS "inSchema",
  to_regnamespace('pgboss') IS NOT NULL AS "hasQueue"`;

/**
 * Asked before anything is made, so that whoever runs the database reads what to grant instead of a failed statement.
 * @throws CannotStart with the grants that are missing
 */
export async function requireMayCreate(dataSource: DataSource): Promise<void> {
  const [rights]: Rights[] = await dataSource.query(select);
  if (rights === undefined) return;
  const missing = missingGrants(rights);
  if (missing.length === 0) return;
  throw new CannotStart(
    'DATABASE_URL',
    `its user may not create what Countersign needs in the database ${rights.database}; as the owner of the database run, with the name of that user: ${missing.join(' ')}`,
  );
}

function missingGrants({ database, schema, inDatabase, inSchema, hasQueue }: Rights): string[] {
  const grants: string[] = [];
  if (!inDatabase && !hasQueue) grants.push(`GRANT CREATE ON DATABASE "${database}" TO …;`);
  if (inSchema !== true) grants.push(`GRANT USAGE, CREATE ON SCHEMA "${schema ?? 'public'}" TO …;`);
  return grants;
}

import { inTransaction, type Sql } from '../../../src/storage/database/sql.ts';
import { testDatabase } from '../../harness/database.ts';

/** What somebody with the database at hand gets. */
export interface Tampering {
  readonly sql: Sql;
  readonly organizationId: string;
  /** Of the events in the order of their positions. */
  readonly ids: readonly string[];
  /** Sets columns of the event at a position, e.g. `detail = '{}'`. */
  set(position: number, assignment: string): Promise<unknown>;
  remove(...positions: number[]): Promise<unknown>;
}

/** Runs `work` as the owner of the tables would. */
export async function tamper(
  organizationId: string,
  work: (tampering: Tampering) => Promise<unknown>,
): Promise<readonly string[]> {
  const { dataSource } = await testDatabase();
  return inTransaction(dataSource, async ({ sql }) => {
    const rows = await sql<{ id: string }>(
      `SELECT id::text FROM audit_events e WHERE organization_id = $1 ORDER BY chain_position`,
      [organizationId],
    );
    const ids = rows.map(({ id }) => id);
    const at = (position: number) => ids[position - 1] ?? '';
    await work({
      sql,
      organizationId,
      ids,
      set: (position, assignment) => sql(`UPDATE audit_events SET ${assignment} WHERE id = ${at(position)}`),
      remove: (...positions) => sql('DELETE FROM audit_events WHERE id = ANY ($1)', [positions.map(at)]),
    });
    return ids;
  });
}

/** Exchanges the values of some columns of two events. */
export async function exchange(
  { sql, ids }: Tampering,
  [one, other]: readonly [number, number],
  columns: readonly string[],
): Promise<void> {
  const list = columns.join(', ');
  const [from, to] = [ids[one - 1], ids[other - 1]];
  await sql(
    `UPDATE audit_events e SET (${list}) = (SELECT ${columns.map((name) => `o.${name}`).join(', ')}
       FROM audit_events o WHERE o.id = CASE e.id WHEN $1::bigint THEN $2::bigint ELSE $1::bigint END)
     WHERE id IN ($1::bigint, $2::bigint)`,
    [from, to],
  );
}

const seldomGiven = ['chain_position', 'chain_hash', 'id', 'form'];

/** A forged event, as a copy of the first one with other columns. */
export async function forge(
  { sql, ids }: Pick<Tampering, 'sql' | 'ids'>,
  values: Readonly<Record<string, string>>,
): Promise<string> {
  const columns = ['at', 'type', 'actor', 'organization_id', 'detail', ...seldomGiven];
  const given = columns.filter((name) => name in values || !seldomGiven.includes(name));
  const [row] = await sql<{ id: string }>(
    `INSERT INTO audit_events (${given.join(', ')})
     SELECT ${given.map((name) => values[name] ?? name).join(', ')} FROM audit_events WHERE id = $1
     RETURNING id::text`,
    [ids[0]],
  );
  return row?.id ?? '';
}

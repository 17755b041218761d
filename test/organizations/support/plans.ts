import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction, type Sql } from '../../../src/storage/database/sql.ts';
import { openStores } from '../../../src/storage/open-stores.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { freshDatabase } from '../../harness/database.ts';
import { sealer } from '../../storage/support/samples.ts';

/** A node of a plan, as PostgreSQL writes it in JSON. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** A database that asks for plans, and closes itself again. */
export interface PlannedDatabase extends OpenDb {
  /** How the statements of `work` would be read, each that is no setting; none is run, so each answers no row. */
  plansOf(work: (sql: Sql, manager: EntityManager) => Promise<unknown>): Promise<PlanNode[]>;
  dispose(): Promise<void>;
}

/** One of its own, since a plan follows from whatever the tables hold: rows of other tests would choose it. */
export async function openPlannedDatabase(): Promise<PlannedDatabase> {
  const { database, dispose } = await freshDatabase();
  const { dataSource } = database;
  const stores = openStores(dataSource, sealer, () => new Date());
  return { ...stores, dispose, plansOf: (work) => plansOf(dataSource, work) };
}

async function plansOf(
  dataSource: DataSource,
  work: (sql: Sql, manager: EntityManager) => Promise<unknown>,
): Promise<PlanNode[]> {
  const plans: PlanNode[] = [];
  await inTransaction(dataSource, async ({ sql, manager }) => {
    const explaining: Sql = async (text, parameters = []) => {
      if (text.includes('set_config')) return sql(text);
      const name = `p${randomUUID().replaceAll('-', '')}`;
      await sql(`PREPARE ${name} AS ${text}`);
      const values = parameters.length === 0 ? '' : `(${parameters.map(literal).join(', ')})`;
      const [row] = await sql<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        `EXPLAIN (FORMAT JSON) EXECUTE ${name} ${values}`,
      );
      await sql(`DEALLOCATE ${name}`);
      if (row !== undefined) plans.push(...row['QUERY PLAN'].map(({ Plan }) => Plan));
      return [];
    };
    await work(explaining, manager);
  });
  return plans;
}

/** Those nodes that read a table. */
export function readersOf(node: PlanNode): PlanNode[] {
  const here = node['Relation Name'] === undefined ? [] : [node];
  return [...here, ...(node.Plans ?? []).flatMap(readersOf)];
}

/** Names of the indexes by which the tables are read. */
export function indexesOf(node: PlanNode): string[] {
  const here = node['Index Name'];
  return [...(here === undefined ? [] : [here]), ...(node.Plans ?? []).flatMap(indexesOf)];
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `'{${value.map((each) => `"${textOf(each)}"`).join(',')}}'`;
  return `'${textOf(value)}'`;
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

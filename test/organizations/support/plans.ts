import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { inTransaction, type Sql } from '../../../src/storage/database/sql.ts';
import { testDatabase } from '../../harness/database.ts';

/** A node of a plan, as PostgreSQL writes it in JSON. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** How the statements of `work` would be read, each that is no setting; none of them is run, so each answers no row. */
export async function plansOf(
  work: (sql: Sql, manager: EntityManager) => Promise<unknown>,
): Promise<PlanNode[]> {
  const { dataSource } = await testDatabase();
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

import type { PlanCount } from '../../plans/unknown-plans.ts';
import type { Sql } from '../database/sql.ts';

/** How many organizations are on each plan, in the order of the names. */
export function countByPlan(sql: Sql): Promise<readonly PlanCount[]> {
  return sql<PlanCount>(
    'SELECT plan, count(*)::int AS organizations FROM organizations GROUP BY plan ORDER BY plan',
  );
}

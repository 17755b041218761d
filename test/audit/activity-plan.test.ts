import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { ActivityFilter, ActivityStore } from '../../src/audit/activity-store.ts';
import { ownActivityTypes } from '../../src/self-service/activity/own-activity.ts';
import { createActivityStore } from '../../src/storage/audit/activity.ts';
import { ownActivityStatements } from '../../src/storage/audit/own-activity.ts';
import type { Database } from '../../src/storage/database/database.ts';
import { inTransaction, type Sql } from '../../src/storage/database/sql.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb } from '../../src/stores.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { onPostgres } from '../harness/needs.ts';
import { later, sealer, start } from '../storage/support/samples.ts';
import { insertMany } from './support/events.ts';

interface Node {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Scan Direction'?: string;
  readonly Plans?: readonly Node[];
}

/** The nodes of a plan that read the events. */
function readersOf(node: Node): Node[] {
  const here = node['Relation Name'] === 'audit_events' ? [node] : [];
  return [...here, ...(node.Plans ?? []).flatMap(readersOf)];
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `'{${value.join(',')}}'`;
  return `'${value instanceof Date ? value.toISOString() : String(value)}'`;
}

/** How the list would be read: planned for its parameters, or once for all of them, as PostgreSQL may after some use. */
async function plan(
  { dataSource }: Database,
  mode: 'force_custom_plan' | 'force_generic_plan',
  list: (store: ActivityStore) => Promise<unknown>,
): Promise<Node> {
  let root: Node | undefined;
  await inTransaction(dataSource, async ({ sql }) => {
    const explaining: Sql = async (text, parameters = []) => {
      const name = `p${randomUUID().replaceAll('-', '')}`;
      await sql(`PREPARE ${name} AS ${text}`);
      await sql(`SET LOCAL plan_cache_mode = ${mode}`);
      const [row] = await sql<{ 'QUERY PLAN': { Plan: Node }[] }>(
        `EXPLAIN (FORMAT JSON) EXECUTE ${name} (${parameters.map(literal).join(', ')})`,
      );
      await sql(`DEALLOCATE ${name}`);
      root = row?.['QUERY PLAN'][0]?.Plan;
      return [];
    };
    await list({ ...createActivityStore(explaining), ...ownActivityStatements(explaining) });
  });
  if (root === undefined) throw new Error('nothing was explained');
  return root;
}

/** What most of a log is: events of people, not of an organization. */
async function insertSignIns(db: OpenDb, count: number): Promise<void> {
  await db.sql(
    `INSERT INTO audit_events (at, type, actor, user_id, detail)
     SELECT '2026-12-01T00:00:00Z'::timestamptz + make_interval(secs => n), 'account.signed_in',
       '{"kind": "anonymous"}', gen_random_uuid(), '{}' FROM generate_series(1, $1::int) n`,
    [count],
  );
}

/** The planner of the embedded database has the same rules, and no statistics worth a test. */
onPostgres(() => {
  describe('a page out of 50,000 events', () => {
    const organizationId = randomUUID();
    let own: OwnDatabase;
    before(async () => {
      own = await freshDatabase();
      const db = openStores(own.database.dataSource, sealer, () => start);
      for (let n = 0; n < 5; n += 1) await insertMany(db, 10_000, [organizationId]);
      await insertMany(db, 5000, [randomUUID(), randomUUID()]);
      await insertSignIns(db, 200_000);
      await db.sql('ANALYZE audit_events');
    });
    after(() => own.dispose());

    const stretch = /ROW\(organization_id, id\) < ROW\(.*organization_id >= /;
    const common: readonly [name: string, filter: ActivityFilter][] = [
      ['no filter', {}],
      ['a common type', { type: 'account.sessions_ended' }],
    ];
    const rare: readonly [name: string, filter: ActivityFilter][] = [
      ['a rare type', { type: 'member.left' }],
      ['an actor', { actor: randomUUID() }],
      ['a span of time', { from: later(0), to: later(60) }],
    ];
    for (const mode of ['force_custom_plan', 'force_generic_plan'] as const) {
      for (const before of [null, '20000']) {
        const page = { limit: 200, before };
        const when = `with cursor ${before}, ${mode}`;
        for (const [name, filter] of common) {
          it(`D28: is read backwards from its index until it is full: ${name}, ${when}`, async () => {
            const root = await plan(own.database, mode, (store) => store.list(organizationId, filter, page));
            const [reader, ...others] = readersOf(root);
            expect(others).to.deep.equal([]);
            expect(reader).to.include({ 'Node Type': 'Index Scan', 'Scan Direction': 'Backward' });
            expect(reader).to.include({ 'Index Name': 'audit_events_organization' });
            expect(reader?.['Index Cond']).to.match(stretch);
          });
        }
        for (const [name, filter] of rare) {
          it(`D28: is looked for in the events of the organization alone: ${name}, ${when}`, async () => {
            const root = await plan(own.database, mode, (store) => store.list(organizationId, filter, page));
            const [reader, ...others] = readersOf(root);
            expect(others).to.deep.equal([]);
            // A bitmap of the same stretch when few of it are expected, of a span of time narrowed by the index of that.
            const bitmap = reader?.['Node Type'] === 'Bitmap Heap Scan' ? reader.Plans?.[0] : reader;
            const parts = bitmap?.['Node Type'] === 'BitmapAnd' ? (bitmap.Plans ?? []) : [bitmap];
            const index = parts.find((part) => part?.['Index Name'] === 'audit_events_organization');
            expect(index?.['Index Cond'], JSON.stringify(root)).to.match(stretch);
          });
        }
      }

      it(`of one’s own is read backwards from the index of people until it is full, ${mode}`, async () => {
        const asked = { types: ownActivityTypes, since: start, limit: 50, before: null };
        const root = await plan(own.database, mode, (store) => store.ownOf(randomUUID(), asked));
        const [reader, ...others] = readersOf(root);
        expect(others).to.deep.equal([]);
        expect(reader).to.include({ 'Node Type': 'Index Scan', 'Scan Direction': 'Backward' });
        expect(reader).to.include({ 'Index Name': 'audit_events_user' });
        expect(reader?.['Index Cond']).to.match(/ROW\(user_id, id\) < ROW\(.*user_id >= /);
      });

      it(`D28: is looked for by an index when it is of one target, ${mode}`, async () => {
        const page = { limit: 200, before: null };
        const filter = { target: randomUUID() };
        const root = await plan(own.database, mode, (store) => store.list(organizationId, filter, page));
        const nodes = readersOf(root).map((reader) => reader['Node Type']);
        expect(nodes).to.have.length.above(0);
        expect(nodes).to.not.include('Seq Scan');
      });
    }
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { MemberStore } from '../../src/organizations/member-store.ts';
import type { StatusTerms } from '../../src/policy/status-terms.ts';
import { inTransaction, type Sql } from '../../src/storage/sql.ts';
import { createMemberStore } from '../../src/storage/stores/members.ts';
import type { Db } from '../../src/stores.ts';
import { postgresServer, testDatabase } from '../harness/database.ts';
import { later, newOrganization, openTestStores } from '../storage/samples.ts';

interface Node {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
}

function readersOf(node: Node): Node[] {
  const here = node['Relation Name'] === undefined ? [] : [node];
  return [...here, ...(node.Plans ?? []).flatMap(readersOf)];
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `'{${value.map((each) => `"${textOf(each)}"`).join(',')}}'`;
  return `'${textOf(value)}'`;
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

/** How the members would be read, each statement of the store. */
async function plansOf(work: (store: MemberStore) => Promise<unknown>): Promise<Node[]> {
  const { dataSource } = await testDatabase();
  const plans: Node[] = [];
  await inTransaction(dataSource, async ({ sql }) => {
    const explaining: Sql = async (text, parameters = []) => {
      if (text.includes('set_config')) return sql(text);
      const name = `p${randomUUID().replaceAll('-', '')}`;
      await sql(`PREPARE ${name} AS ${text}`);
      const [row] = await sql<{ 'QUERY PLAN': { Plan: Node }[] }>(
        `EXPLAIN (FORMAT JSON) EXECUTE ${name} (${parameters.map(literal).join(', ')})`,
      );
      await sql(`DEALLOCATE ${name}`);
      if (row !== undefined) plans.push(...row['QUERY PLAN'].map(({ Plan }) => Plan));
      return [];
    };
    await work(createMemberStore(explaining));
  });
  return plans;
}

/** An organization among others, which have most of the people. */
async function populate(db: Db, organizationId: string, count: number): Promise<void> {
  await db.sql(
    `WITH people AS (INSERT INTO users (id, email, email_verified, name, profile, password_is_short, created_at)
       SELECT gen_random_uuid(), gen_random_uuid() || '@example.com', true, 'Somebody', '{}', false, now()
       FROM generate_series(1, $2::int) RETURNING id),
     joined AS (INSERT INTO members (organization_id, user_id, role, override, joined_at)
       SELECT $1, id, 'member', 'inherit', '2026-01-01'::timestamptz + random() * interval '300 days' FROM people)
     INSERT INTO authenticators (id, user_id, kind, nickname, secret, algorithm, digits, period_seconds, last_step,
       disclosed_steps, confirmed_at)
     SELECT gen_random_uuid(), id, 'totp', 'app', '', 'SHA1', 6, 30, -1, '[]', now() FROM people WHERE random() < 0.6`,
    [organizationId, count],
  );
}

const terms: StatusTerms = { protecting: ['webauthn', 'totp'], requiresChosen: true, requiresOthers: true };
const instants = [later(0), later(86_400)];

const filters = [
  { status: null, text: null },
  { status: 'protected', text: null },
  { status: 'pending', text: null },
  { status: null, text: 'nobody' },
  { status: 'unprotected', text: 'nobody' },
] as const;

/** The first page, and one behind it. */
const keys = [null, { joinedAt: later(-86_400 * 200), userId: randomUUID() }];

function nameOf({ status, text }: (typeof filters)[number], after: (typeof keys)[number]): string {
  return `${status ?? 'any status'}, ${text ?? 'any text'}, ${after === null ? 'first page' : 'later page'}`;
}

/** The planner of the embedded database has the same rules, and no statistics worth a test. */
if (postgresServer !== undefined) {
  describe('60,000 members', () => {
    const [large, small] = [randomUUID(), randomUUID()];
    before(async function () {
      this.timeout(60_000);
      const db = await openTestStores();
      await populate(db, (await newOrganization(db, { id: large })).id, 20_000);
      for (let n = 0; n < 2; n += 1) await populate(db, (await newOrganization(db)).id, 20_000);
      await populate(db, (await newOrganization(db, { id: small })).id, 40);
      await db.sql('ANALYZE users, members, authenticators');
    });

    const pages = (organizationId: string, filter: (typeof filters)[number], after: (typeof keys)[number]) =>
      plansOf((store) => store.page(organizationId, { filter, terms }, { after, limit: 51 }, later(0)));

    for (const filter of filters)
      for (const after of keys) {
        it(`M2: of a large organization are listed in the order of an index: ${nameOf(filter, after)}`, async () => {
          const [plan, ...others] = await pages(large, filter, after);
          expect(others).to.have.length(filter.status === null && filter.text === null ? 0 : 1);
          const readers = plan === undefined ? [] : readersOf(plan);
          expect(readers.map((node) => node['Node Type'])).not.to.include('Seq Scan');
          expect(readers.find((node) => node['Relation Name'] === 'members')).to.include({
            'Index Name': 'members_joined',
          });
        });

        it(`M2: of a small one are listed by indexes alone: ${nameOf(filter, after)}`, async () => {
          const readers = (await pages(small, filter, after)).flatMap(readersOf);
          expect(readers).to.have.length.above(3);
          expect(readers.map((node) => node['Node Type'])).not.to.include('Seq Scan');
        });
      }

    it('M11: of a small organization are counted by indexes alone', async () => {
      const plans = [
        ...(await plansOf((store) => store.tally(small, terms, later(0)))),
        ...(await plansOf((store) => store.protectedBefore(small, terms, instants))),
      ];
      expect(plans).to.have.length(2);
      for (const reader of plans.flatMap(readersOf)) expect(reader['Node Type']).not.to.equal('Seq Scan');
    });
  });
}

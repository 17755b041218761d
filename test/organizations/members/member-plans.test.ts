import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { MemberFilter, MemberListStore } from '../../../src/organizations/members/member-list-store.ts';
import type { StatusTerms } from '../../../src/policy/members/status-terms.ts';
import { createMemberListStore } from '../../../src/storage/organizations/member-lists.ts';
import { createMemberStore } from '../../../src/storage/organizations/members.ts';
import { createPersonStore } from '../../../src/storage/people/person.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { later, newOrganization } from '../../storage/support/samples.ts';
import {
  indexesOf,
  openPlannedDatabase,
  type PlanNode,
  type PlannedDatabase,
  readersOf,
} from '../support/plans.ts';

/** Some members of one organization. */
async function populate(db: OpenDb, organizationId: string, count: number): Promise<void> {
  await db.sql(
    `WITH people AS (INSERT INTO users (id, email, email_verified, name, profile, password_is_short, created_at)
       SELECT gen_random_uuid(), gen_random_uuid() || '@example.com', true, 'Somebody ' || n, '{}', false, now()
       FROM generate_series(1, $2::int) n RETURNING id),
     joined AS (INSERT INTO members (organization_id, user_id, role, override, joined_at)
       SELECT $1, id, 'member', 'inherit', '2026-01-01'::timestamptz + random() * interval '300 days' FROM people),
     signed_in AS (INSERT INTO session_records
         (uid_hash, user_id, user_epoch, proofs, source_prefix, suppressed, opened_at, last_seen_at, expires_at)
       SELECT sha256(id::text::bytea), id, 0, '{}', '', '{}', now(), now(), now() + interval '1 day'
       FROM people WHERE random() < 0.5)
     INSERT INTO authenticators (id, user_id, kind, nickname, secret, algorithm, digits, period_seconds, last_step,
       disclosed_steps, confirmed_at)
     SELECT gen_random_uuid(), id, 'totp', 'app', '', 'SHA1', 6, 30, -1, '[]', now() FROM people WHERE random() < 0.6`,
    [organizationId, count],
  );
}

const terms: StatusTerms = { protecting: ['webauthn', 'totp'], requiresChosen: true, requiresOthers: true };
const instants = [later(0), later(86_400)];

const filters: readonly MemberFilter[] = [
  { status: null, text: null },
  { status: 'protected', text: null },
  { status: 'pending', text: null },
  { status: null, text: 'nobody' },
  { status: 'unprotected', text: 'é' },
];

/** The first page, and one behind it. */
const keys = [null, { sortKey: later(-86_400 * 200).toISOString(), userId: randomUUID() }];

function nameOf({ status, text }: MemberFilter, after: (typeof keys)[number]): string {
  return `${status ?? 'any status'}, ${text ?? 'any text'}, ${after === null ? 'first page' : 'later page'}`;
}

/** Whatever is read from one end to the other, but for the one table of which there are only a few rows here. */
function sequential(readers: readonly PlanNode[]): readonly PlanNode[] {
  return readers.filter(
    (node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'organization_domains',
  );
}

describe('members of one of several organizations', () => {
  const [large, small] = [randomUUID(), randomUUID()];
  let db: PlannedDatabase;
  before(async function () {
    this.timeout(120_000);
    db = await openPlannedDatabase();
    for (const id of [large, randomUUID(), randomUUID()])
      await populate(db, (await newOrganization(db, { id })).id, 5000);
    await populate(db, (await newOrganization(db, { id: small })).id, 40);
    for (const table of ['members', 'users', 'authenticators', 'session_records'])
      await db.sql(`VACUUM (ANALYZE) ${table}`);
  });
  after(() => db.dispose());

  const plansOfMembers = (work: (store: MemberListStore) => Promise<unknown>) =>
    db.plansOf((sql) => work(createMemberListStore(sql)));

  for (const filter of filters)
    for (const after of keys)
      for (const [size, id] of [
        ['large', large],
        ['small', small],
      ] as const)
        it(`M2: are listed by indexes alone in a ${size} one: ${nameOf(filter, after)}`, async () => {
          const plans = await plansOfMembers((store) =>
            store.page(id, { filter, sort: 'joined', terms, now: later(0) }, { after, limit: 51 }),
          );
          expect(plans).to.have.length(filter.text === null ? 1 : 2);
          const readers = plans.flatMap(readersOf);
          expect(readers).to.have.length.above(3);
          expect(sequential(readers)).to.deep.equal([]);
          if (size === 'small') return;
          const [inOrder, found] = plans.map(indexesOf);
          expect(inOrder, 'in order').to.include('members_listed');
          if (filter.text !== null) expect(found, 'by text').to.include('members_search');
        });

  const common: readonly MemberFilter[] = [
    { status: null, text: null },
    { status: null, text: null, role: 'member' },
    { status: null, text: null, factor: 'none' },
  ];
  /** Nobody fits, so that all are looked at, by whichever index is the shortest. */
  const rare: readonly MemberFilter[] = [
    { status: null, text: null, role: 'owner' },
    { status: null, text: null, override: 'exempt', exemptEndsBy: later(9).getTime() },
    { status: 'protected', text: null, factor: 'none', isSuspended: true },
  ];
  for (const [sort, index] of [
    ['joined', 'members_listed'],
    ['email', 'members_by_email'],
    ['name', 'members_by_name'],
  ] as const)
    it(`M2: are listed by the index of their order, ${sort}, whichever filter there is`, async () => {
      for (const filter of [...common, ...rare]) {
        const [plan, ...more] = await plansOfMembers((store) =>
          store.page(large, { filter, sort, terms, now: later(0) }, { after: null, limit: 51 }),
        );
        expect(more).to.deep.equal([]);
        const readers = plan === undefined ? [] : readersOf(plan);
        // Where nobody fits, all of one organization of four are read: from the table itself is as short a way.
        const asked = sequential(readers).filter(
          (node) => !rare.includes(filter) || node['Relation Name'] !== 'members',
        );
        expect(asked).to.deep.equal([]);
        const reader = readers.find((node) => node['Index Name'] === index);
        if (common.includes(filter)) expect(reader).to.include({ 'Node Type': 'Index Only Scan' });
      }
    });

  it('M2: who are few are found by indexes of their own: the suspended, and the owners', async () => {
    const filter = { status: null, text: null, isSuspended: true } as const;
    const suspended = await plansOfMembers((store) =>
      store.page(large, { filter, sort: 'joined', terms, now: later(0) }, { after: null, limit: 51 }),
    );
    expect(suspended.flatMap(indexesOf)).to.include('members_suspended');
    const owners = await db.plansOf((sql, manager) => createMemberStore(manager, sql).activeOwners(large));
    expect(owners.flatMap(indexesOf)).to.include('members_owners');
  });

  for (const [size, id] of [
    ['large', large],
    ['small', small],
  ] as const) {
    it(`M11: are counted by one pass over one index in a ${size} one`, async () => {
      const ends = { exemptionsBy: later(9), invitationsBy: later(9) };
      const asked = { protecting: terms.protecting, instants, now: later(0), ...ends };
      const [plan, ...others] = await plansOfMembers((store) => store.standing(id, asked));
      expect(others).to.deep.equal([]);
      const readers = plan === undefined ? [] : readersOf(plan);
      const [counted, ...locked] = readers.filter((node) => node['Relation Name'] !== 'invitations');
      expect(counted).to.include({ 'Node Type': 'Index Only Scan', 'Index Name': 'members_listed' });
      const [few, each] = indexesOf({ 'Node Type': '', Plans: locked });
      expect(few).to.equal('users_locked');
      expect(each).to.be.oneOf(['members_user', 'members_pk']);
    });

    it(`T8: whose sessions are to end are found by indexes alone in a ${size} one`, async () => {
      const plans = await plansOfMembers(async (queries) => {
        const members = { organizationId: id, protecting: ['totp'] } as const;
        await queries.unprotectedWithSessions(members, null, 1000);
        await queries.unprotectedWithSessions(members, randomUUID(), 1000);
        await queries.unprotectedWithSession(members, randomUUID());
      });
      expect(plans).to.have.length(3);
      for (const plan of plans) {
        const nodes = readersOf(plan).map((reader) => reader['Node Type']);
        expect(nodes).to.have.length.above(0);
        expect(nodes).to.not.include('Seq Scan');
      }
    });

    it(`M10: whose override is "required" are counted by one index in a ${size} one`, async () => {
      const plans = await db.plansOf((sql, manager) => createMemberStore(manager, sql).countRequired(id));
      const readers = plans.flatMap(readersOf);
      expect(readers).to.have.length(1);
      expect(readers[0]).to.include({ 'Node Type': 'Index Only Scan', 'Index Name': 'members_listed' });
    });

    it(`are read for a preview by indexes alone in a ${size} one`, async () => {
      const plans = await plansOfMembers((store) => store.previewed(id, null, 1000));
      const readers = plans.flatMap(readersOf).filter((node) => node['Relation Name'] !== 'recovery_codes');
      expect(readers).to.have.length(4);
      for (const reader of readers) expect(reader['Node Type']).not.to.equal('Seq Scan');
    });
  }

  it('are read as people by indexes alone', async () => {
    const ids = Array.from({ length: 50 }, () => randomUUID());
    const [plan] = await db.plansOf((sql) => createPersonStore(sql).byIds(ids));
    const small = ['organizations', 'organization_domains', 'recovery_codes', 'remembered_devices'];
    const readers = plan === undefined ? [] : readersOf(plan);
    const large = readers.filter((node) => !small.includes(node['Relation Name'] ?? ''));
    expect(large).to.have.length(3);
    for (const reader of large) expect(reader['Node Type']).not.to.equal('Seq Scan');
  });
});

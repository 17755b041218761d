import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import type { Organization } from '../../../src/organizations/core/organization.ts';
import {
  describeMember,
  type ListedMember,
  listMembers,
} from '../../../src/organizations/members/member-list.ts';
import type { MemberFilter, MemberSort } from '../../../src/organizations/members/member-list-store.ts';
import { membersOverview } from '../../../src/organizations/members/members-overview.ts';
import { openStores } from '../../../src/storage/open-stores.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { testDatabase } from '../../harness/database.ts';
import { hooked } from '../../locks/support/transactions.ts';
import {
  later,
  newMember,
  newOrganization,
  newTotp,
  newUser,
  openTestStores,
  samplePolicy,
  sealer,
} from '../../storage/support/samples.ts';

const now = later(1000);
const all: MemberFilter = { status: null, text: null };

/** Lists page by page, as a reader would. */
async function listed(
  db: OpenDb,
  organization: Organization,
  { sort = 'joined', limit = 3, ...filter }: Partial<MemberFilter> & { sort?: MemberSort; limit?: number },
): Promise<ListedMember[]> {
  const found: ListedMember[] = [];
  const at = { organization, plans: shippedPlans, now };
  for (let after: { sortKey: string; userId: string } | null = null; ; ) {
    const page: readonly ListedMember[] = await listMembers(db, at, {
      filter: { ...all, ...filter },
      sort,
      after,
      limit,
    });
    found.push(...page.slice(0, limit));
    const last = found.at(-1);
    if (page.length <= limit || last === undefined) return found;
    after = { sortKey: last.sortKey, userId: last.member.userId };
  }
}

const names = (found: readonly ListedMember[]) => found.map(({ name }) => name);

/** Members of every kind, named by what they are. */
async function populate(): Promise<{ db: OpenDb; organization: Organization }> {
  const db = await openTestStores();
  const organization = await newOrganization(db, {
    trialEndsAt: null,
    plan: 'enterprise',
    enforcement: samplePolicy,
  });
  const member = async (name: string, over: Parameters<typeof newMember>[3] = {}) => {
    const user = await newUser(db, { name });
    await newMember(db, organization, user, over);
    return user.id;
  };
  await member('owner', { role: 'owner' });
  await member('admin', { role: 'admin', override: 'required' });
  await member('exempt for ever', { override: 'exempt' });
  await member('exempt for a while', { override: 'exempt', exemptUntil: later(2000) });
  await member('exempt once', { override: 'exempt', exemptUntil: later(900) });
  await member('suspended', { suspended: 'by_admin' });
  await member('suspended by a rule', { suspended: 'by_rule' });
  await newTotp(db, await member('enrolled and let in again', { suspended: 'by_rule' }));
  await newTotp(db, await member('enrolled'));
  return { db, organization };
}

const expected: readonly (readonly [Partial<MemberFilter>, (member: ListedMember) => boolean])[] = [
  [{ role: 'owner' }, ({ name }) => name === 'owner'],
  [{ role: 'admin' }, ({ name }) => name === 'admin'],
  [{ override: 'required' }, ({ name }) => name === 'admin'],
  [{ override: 'exempt' }, ({ name }) => name === 'exempt for ever' || name === 'exempt for a while'],
  [
    { override: 'inherit', role: 'member' },
    ({ name, member }) =>
      member.role === 'member' && name !== 'exempt for ever' && name !== 'exempt for a while',
  ],
  [{ exemptEndsBy: later(2000).getTime() }, ({ name }) => name === 'exempt for a while'],
  [{ exemptEndsBy: later(1999).getTime() }, () => false],
  [{ factor: 'totp' }, ({ factors }) => factors.includes('totp')],
  [{ factor: 'webauthn' }, () => false],
  [{ factor: 'none' }, ({ factors }) => factors.length === 0],
  [{ isSuspended: true }, ({ suspended }) => suspended !== null],
  [{ isSuspended: false }, ({ suspended }) => suspended === null],
  [{ isSuspended: true, status: 'pending' }, ({ suspended }) => suspended !== null],
  [{ role: 'member', factor: 'totp', text: 'again' }, ({ name }) => name === 'enrolled and let in again'],
];

describe('filters of members', () => {
  it('M2: let through those who fit, in every order, each once', async () => {
    const { db, organization } = await populate();
    const everybody = await listed(db, organization, {});
    expect(everybody).to.have.length(9);
    expect(everybody.filter(({ suspended }) => suspended !== null)).to.have.length(2);
    for (const [filter, fits] of expected)
      for (const sort of ['joined', 'email', 'name'] as const) {
        const found = await listed(db, organization, { ...filter, sort });
        const wanted = names(everybody.filter(fits));
        expect(names(found), JSON.stringify([sort, filter])).to.have.members(wanted);
        expect(found).to.have.length(wanted.length);
      }
  });

  it('M2: stand in the order that is asked for, accents aside, the address in the place of no name', async () => {
    const db = await openTestStores();
    const organization = await newOrganization(db, { enforcement: null });
    const people = ['Zoë', 'zoa', 'Émile', 'eMa', null, 'Øystein', 'Änne', 'anna', '\ufdfa'.repeat(80)];
    const prefix = randomUUID();
    for (const [index, name] of people.entries()) {
      const user = await newUser(db, { name, email: `m${index % 3}${index}-${prefix}@example.com` });
      await newMember(db, organization, user, { joinedAt: later(people.length - index) });
    }
    const byName = names(await listed(db, organization, { sort: 'name', limit: 1 }));
    expect(byName.slice(0, 7)).to.deep.equal(['anna', 'Änne', 'eMa', 'Émile', null, 'zoa', 'Zoë']);
    const emails = (await listed(db, organization, { sort: 'email', limit: 2 })).map(({ email }) => email);
    expect(emails).to.deep.equal(emails.toSorted());
    const joined = names(await listed(db, organization, { sort: 'joined', limit: 2 }));
    expect(joined).to.deep.equal(people.toReversed());
    expect(names(await listed(db, organization, { sort: 'name', text: 'zo' }))).to.deep.equal(['zoa', 'Zoë']);
  });
});

describe('a member in the list', () => {
  it('tells whether wrong codes have locked their second factor', async () => {
    const { db, organization } = await populate();
    const lock = (name: string, failures: number, until: Date) =>
      db.sql(
        `UPDATE users SET second_factor_failures = $2, second_factor_locked_until = $3 WHERE name = $1
           AND id IN (SELECT user_id FROM members WHERE organization_id = $4)`,
        [name, failures, until, organization.id],
      );
    await lock('owner', 6, later(1060));
    await lock('admin', 6, later(1000));
    await lock('enrolled', 50, later(900));
    const found = await listed(db, organization, {});
    const locked = found
      .filter(({ isLocked }) => isLocked)
      .map(({ name, lockedUntil }) => [name, lockedUntil]);
    expect(Object.fromEntries(locked)).to.deep.equal({ owner: later(1060), enrolled: null });
  });

  it('ruling 17: tells whether the organization manages their account, and of their sessions only then', async () => {
    const { db, organization } = await populate();
    const other = await newOrganization(db);
    const [elsewhere, here] = await listed(db, organization, { role: 'member', text: 'exempt' });
    if (elsewhere === undefined || here === undefined) throw new Error('nobody');
    const user = (await db.people.byId(elsewhere.member.userId, null))?.user;
    if (user === undefined) throw new Error('nobody');
    await newMember(db, other, user);
    await db.sql(
      `INSERT INTO session_records
         (uid_hash, user_id, user_epoch, proofs, source_prefix, suppressed, opened_at, last_seen_at, expires_at)
       SELECT sha256((id::text || n)::bytea), id, CASE n WHEN 4 THEN epoch + 1 ELSE epoch END, '{}', '', '{}', $2,
         $2::timestamptz + make_interval(secs => n), $2::timestamptz + make_interval(secs => 1000 * n)
       FROM users, generate_series(1, 4) n WHERE id = ANY ($1)`,
      [[elsewhere.member.userId, here.member.userId], later(0)],
    );
    const at = { organization, plans: shippedPlans, now };
    const seen = await describeMember(db, at, here.member.userId);
    expect(seen.member.isManaged).to.equal(true);
    expect(seen.use).to.deep.equal({ liveSessions: 2, lastSeenAt: later(3), lastSignInAt: null });
    const signedIn = {
      type: 'account.signed_in',
      actor: { kind: 'system' },
      userId: here.member.userId,
    } as const;
    for (const [organizationId, seconds] of [
      [organization.id, 5],
      [other.id, 6],
    ] as const)
      await db.audit.record(
        { ...signedIn, organizationId, detail: { client: 'crm', stepUp: false } },
        later(seconds),
      );
    const again = await describeMember(db, at, here.member.userId);
    expect(again.use?.lastSignInAt, 'a sign-in that is the concern of another').to.deep.equal(later(5));
    const unmanaged = await describeMember(db, at, elsewhere.member.userId);
    expect([unmanaged.member.isManaged, unmanaged.use]).to.deep.equal([false, null]);
  });

  it('has been one since they joined, also after they were let in again', async () => {
    const { db, organization } = await populate();
    const [before] = await listed(db, organization, { role: 'owner' });
    if (before === undefined) throw new Error('nobody');
    await db.members.save({ ...before.member, joinedAt: later(77) });
    const [after] = await listed(db, organization, { role: 'owner' });
    expect(after?.member.joinedAt).to.deep.equal(later(77));
    expect(after?.memberSince).to.deep.equal(before.member.joinedAt);
    expect(before.memberSince).to.deep.equal(before.member.joinedAt);
  });
});

describe('the overview of members', () => {
  it('M11, D19: is a page and the counts of all, in four statements at most', async () => {
    const { organization } = await populate();
    const { dataSource } = await testDatabase();
    const sent: string[] = [];
    const before = async ({ text }: { readonly text: string }) => void sent.push(text);
    const db = openStores(hooked(dataSource, { before }), sealer, () => now);
    const at = { organization, plans: shippedPlans, now };
    const overview = (text: string | null) =>
      membersOverview(db, at, {
        filter: { ...all, text, role: 'owner' },
        sort: 'name',
        after: null,
        limit: 50,
      });
    const { page, counts } = await overview(null);
    const own = () => sent.filter((text) => !/^(START TRANSACTION|COMMIT)/.test(text)).length;
    expect(own()).to.equal(3);
    await overview('nobody');
    expect(own()).to.equal(3 + 4);
    expect(names(page)).to.deep.equal(['owner']);
    expect(counts).to.deep.include({ members: 9, protected: 2, exempt: 2, suspended: 2, seatsInUse: 9 });
  });
});

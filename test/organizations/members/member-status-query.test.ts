import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import type { Organization } from '../../../src/organizations/core/organization.ts';
import { listMembers } from '../../../src/organizations/members/member-list.ts';
import { summarizeMembers } from '../../../src/organizations/members/member-summary.ts';
import type { EnforcementPolicy } from '../../../src/policy/facts.ts';
import type { OpenDb } from '../../../src/stores.ts';
import {
  later,
  newMember,
  newOrganization,
  newTotp,
  newUser,
  openTestStores,
  samplePolicy,
} from '../../storage/support/samples.ts';

const now = later(1000);

function policy(over: Partial<EnforcementPolicy>): EnforcementPolicy {
  return { ...samplePolicy, ...over };
}

const announced = policy({
  activation: { kind: 'deadline', at: later(5000).getTime() },
  savedAt: later(500).getTime(),
});

const organizations: Readonly<Record<string, Partial<Organization>>> = {
  'no policy': { enforcement: null },
  'everyone required': { enforcement: policy({}) },
  'chosen people': { enforcement: policy({ required: 'nobody' }) },
  'security keys alone': { enforcement: policy({ factors: ['webauthn'], minimumLevel: 3 }) },
  'everyone from a deadline on': {
    enforcement: announced,
    enforcementBefore: [policy({ required: 'nobody' })],
  },
  'nobody from a deadline on': {
    enforcement: { ...announced, required: 'nobody' },
    enforcementBefore: [policy({ required: 'everyone' })],
  },
  'a plan without enforcement': { enforcement: policy({}), plan: 'free' },
  'a trial that is over': { enforcement: policy({}), trialEndsAt: later(999) },
};

/** Every kind of member there is, with and without a factor. */
async function populate(db: OpenDb, organization: Organization): Promise<void> {
  for (const factor of ['none', 'totp'])
    for (const suspended of [null, 'by_rule', 'by_admin'] as const)
      for (const [override, exemptUntil] of [
        ['inherit', null],
        ['required', null],
        ['exempt', null],
        ['exempt', later(2000)],
        ['exempt', later(900)],
      ] as const) {
        const user = await newUser(db, { name: `${factor} ${override} ${randomUUID()}` });
        await newMember(db, organization, user, { override, exemptUntil, suspended });
        if (factor === 'totp') await newTotp(db, user.id);
      }
}

describe('the status of members', () => {
  for (const [name, over] of Object.entries(organizations)) {
    it(`M2: is the same in a filter, in the summary and in the policy (${name})`, async () => {
      const db = await openTestStores();
      const organization = await newOrganization(db, { trialEndsAt: null, plan: 'enterprise', ...over });
      await populate(db, organization);
      const list = (status: 'unprotected' | 'pending' | 'protected' | null) => {
        const filter = { status, text: null };
        return listMembers(
          db,
          { organization, plans: shippedPlans, now },
          { filter, after: null, limit: 200 },
        );
      };
      const all = await list(null);
      expect(all).to.have.length(30);
      const summary = await summarizeMembers(db, { organization, plans: shippedPlans, now });
      for (const status of ['unprotected', 'pending', 'protected'] as const) {
        const expected = all.filter((each) => each.status === status);
        expect(await list(status), status).to.deep.equal(expected);
        expect(summary[status], `count of ${status}`).to.equal(expected.length);
      }
      expect(summary.exempt).to.equal(12);
      expect(summary.members).to.equal(30);
      expect(summary.trend.at(-1)?.protected).to.equal(summary.protected);
    });
  }

  it('M2: makes nobody protected where the policy cannot be read', async () => {
    const db = await openTestStores();
    const organization = { ...(await newOrganization(db)), enforcement: 'unreadable' } as const;
    await populate(db, organization);
    const summary = await summarizeMembers(db, { organization, plans: shippedPlans, now });
    expect([summary.protected, summary.pending, summary.unprotected]).to.deep.equal([0, 0, 30]);
  });

  it('M2: is found far behind as well, each member once', async () => {
    const db = await openTestStores();
    const organization = await newOrganization(db, { plan: 'enterprise', enforcement: null });
    const prefix = randomUUID();
    await db.sql(
      `WITH people AS (INSERT INTO users (id, email, email_verified, name, profile, password_is_short, created_at)
         SELECT gen_random_uuid(), $1 || n || '@example.com', true, 'P', '{}', false, now()
         FROM generate_series(1, 2500) n RETURNING id, email)
       INSERT INTO members (organization_id, user_id, role, override, joined_at)
         SELECT $2, id, 'member', 'inherit', $3::timestamptz + make_interval(secs => split_part(substr(email, 37), '@', 1)::int)
         FROM people`,
      [prefix, organization.id, later(0)],
    );
    await db.sql(
      `INSERT INTO authenticators (id, user_id, kind, nickname, secret, algorithm, digits, period_seconds, last_step,
         disclosed_steps, confirmed_at)
       SELECT gen_random_uuid(), user_id, 'totp', 'app', '', 'SHA1', 6, 30, -1, '[]', now() FROM members
       WHERE organization_id = $1 AND joined_at NOT IN ($2, $3)`,
      [organization.id, later(7), later(2400)],
    );
    await db.sql("UPDATE users SET name = 'zoë_%x' WHERE email = $1", [`${prefix}2400@example.com`]);
    const at = { organization, plans: shippedPlans, now: later(9000) };
    const list = (filter: { status: 'unprotected' | null; text: string | null }) =>
      listMembers(db, at, { filter, after: null, limit: 50 });
    const emails = (found: Awaited<ReturnType<typeof list>>) => found.map(({ email }) => email.slice(36));
    expect(emails(await list({ status: 'unprotected', text: null }))).to.deep.equal([
      '7@example.com',
      '2400@example.com',
    ]);
    expect(emails(await list({ status: 'unprotected', text: `${prefix}2` }))).to.deep.equal([
      '2400@example.com',
    ]);
    expect(emails(await list({ status: null, text: `${prefix}249` }))).to.have.length(11);
    for (const text of ['ë', 'ZOë', 'oë', '_%', '%x', 'ë_', '%', '_'])
      expect(emails(await list({ status: null, text })), text).to.deep.equal(['2400@example.com']);
    for (const text of ['zoë%', 'ëx', 'ü', `x${prefix}`])
      expect(emails(await list({ status: null, text })), text).to.deep.equal([]);
  });
});

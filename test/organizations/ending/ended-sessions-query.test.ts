import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import type { Organization } from '../../../src/organizations/core/organization.ts';
import { revokeNextSessions } from '../../../src/organizations/ending/revoke-sessions.ts';
import { membershipFacts, userFacts } from '../../../src/people/person-facts.ts';
import { isExempt } from '../../../src/policy/enforcement/policy-in-force.ts';
import type { EnforcementPolicy, FactorKind } from '../../../src/policy/facts.ts';
import { endOfOlderSessions, memberBinding } from '../../../src/policy/members/member-binding.ts';
import type { OpenDb } from '../../../src/stores.ts';
import {
  later,
  newMember,
  newOrganization,
  newUser,
  openTestStores,
  samplePolicy,
} from '../../storage/support/samples.ts';

const now = later(2000);
/** When the session of every member was opened; everybody joined before. */
const openedAt = later(100);

const saved: EnforcementPolicy = {
  ...samplePolicy,
  savedAt: later(500).getTime(),
  sessions: 'end_now',
  factors: ['totp', 'webauthn'],
};
const atDeadline = (seconds: number, over: Partial<EnforcementPolicy> = {}): EnforcementPolicy => ({
  ...saved,
  activation: { kind: 'deadline', at: later(seconds).getTime() },
  sessions: 'end_at_deadline',
  ...over,
});
const keys = { factors: ['webauthn'] } as const;

const organizations: Readonly<Record<string, Partial<Organization>>> = {
  'any factor': { enforcement: saved },
  'keys only': { enforcement: { ...saved, ...keys } },
  'level 3': { enforcement: { ...saved, minimumLevel: 3 } },
  'apps only': { enforcement: { ...saved, factors: ['totp'] } },
  'chosen people': { enforcement: { ...saved, required: 'nobody' } },
  'a deadline that has passed': { enforcement: atDeadline(1000, keys) },
  'a deadline ahead': { enforcement: atDeadline(3000, keys) },
  'a deadline ahead, another policy before it': {
    enforcement: atDeadline(3000, keys),
    enforcementBefore: [{ ...saved, savedAt: later(400).getTime() }],
  },
  'a deadline ahead, a stricter policy before it': {
    enforcement: atDeadline(3000),
    enforcementBefore: [{ ...saved, ...keys, savedAt: later(400).getTime() }],
  },
  'a deadline that has passed, a stricter policy before it': {
    enforcement: atDeadline(1000),
    enforcementBefore: [{ ...saved, ...keys, savedAt: later(400).getTime() }],
  },
  'sessions that are kept': { enforcement: { ...saved, sessions: 'keep' } },
  'a trial that is over': { enforcement: atDeadline(1000, keys), trialEndsAt: later(1200) },
  'no policy': { enforcement: null },
};

const overrides = [
  { override: 'inherit' },
  { override: 'required', overrideSetAt: later(1600) },
  { override: 'exempt' },
  { override: 'exempt', exemptUntil: later(1400) },
] as const;

/** When factors were confirmed, in seconds: before the session, before the policy, before a deadline, and after all. */
const instants = [50, 300, 700, 1500];
const factors = [
  [],
  ...instants.flatMap((at) => [[['totp', at]], [['webauthn', at]]] as const),
  [
    ['totp', 50],
    ['webauthn', 1500],
  ],
] as readonly (readonly (readonly [FactorKind, number])[])[];

async function addFactor(db: OpenDb, userId: string, kind: FactorKind, at: number): Promise<void> {
  const named = { id: randomUUID(), userId, nickname: 'factor', confirmedAt: later(at) };
  if (kind === 'webauthn') {
    const credentialId = Buffer.from(named.id).toString('base64url');
    const record = { publicKey: Buffer.from('a key'), signCount: 0, transports: [], hardwareBound: true };
    return db.authenticators.addKey({ ...named, ...record, credentialId });
  }
  const parameters = { secret: 'JBSWY3DPEHPK3PXP', period: 30, digits: 6, algorithm: 'SHA1' } as const;
  return db.authenticators.addTotp({ ...named, ...parameters, lastStep: -1 });
}

/** One member for each override and each set of factors, signed in. @returns their ids */
async function populate(db: OpenDb, organization: Organization): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const over of overrides)
    for (const owned of factors) {
      const user = await newUser(db);
      await newMember(db, organization, user, over);
      for (const [kind, at] of owned) await addFactor(db, user.id, kind, at);
      ids.push(user.id);
    }
  await db.sql(
    `INSERT INTO session_records
       (uid_hash, user_id, user_epoch, proofs, source_prefix, suppressed, opened_at, last_seen_at, expires_at)
     SELECT sha256(id::text::bytea), id, 0, '{}', '', '{}', $2, $2, $3 FROM unnest($1::uuid[]) AS id`,
    [ids, openedAt, later(86_400)],
  );
  return ids;
}

/** Whom the pure rule says, asked of everybody. */
async function endedByRule(db: OpenDb, ids: readonly string[]): Promise<readonly string[]> {
  const people = await db.people.byIds(ids);
  const ended = people.filter((person) => {
    const [membership] = person.memberships;
    if (membership === undefined) return false;
    const facts = membershipFacts(membership, shippedPlans, now);
    const binding = memberBinding(facts, openedAt.getTime(), now.getTime());
    const isEnded = endOfOlderSessions(binding, userFacts(person)) !== null;
    return isEnded && !isExempt(facts, now.getTime());
  });
  return ended.map(({ user }) => user.id);
}

async function endedForGood(db: OpenDb, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await db.sql<{ id: string }>('SELECT id FROM users WHERE id = ANY ($1) AND epoch = 1', [ids]);
  return rows.map(({ id }) => id);
}

describe('the sessions that a policy ends', () => {
  for (const [name, over] of Object.entries(organizations)) {
    it(`ruling 6: are the same when a database looks for them as by the rule (${name})`, async () => {
      const db = await openTestStores();
      const organization = await newOrganization(db, { trialEndsAt: null, plan: 'enterprise', ...over });
      const ids = await populate(db, organization);
      const expected = await endedByRule(db, ids);
      const context = { actor: { kind: 'system' }, plans: shippedPlans, now } as const;
      const first = { organizationId: organization.id, after: null };
      await db.transaction((stores) => revokeNextSessions(stores, first, context));
      expect(await endedForGood(db, ids)).to.have.members(expected);
      if (expected.length === 0) return;
      expect(expected.length, 'not everybody').to.be.below(ids.length);
    });
  }

  it('ruling 6: are looked for among those alone who had no factor that all policies accept by then', async () => {
    const db = await openTestStores();
    const organization = await newOrganization(db);
    const ids = await populate(db, organization);
    const among = async (protecting: readonly FactorKind[]) => {
      const members = { organizationId: organization.id, protecting };
      return (await db.memberLists.unprotectedWithSessions(members, null, 1000)).map(({ userId }) => userId);
    };
    expect(await among([])).to.have.members(ids);
    // Of each ten, two had an app before the session, and one a key.
    expect(await among(['totp'])).to.have.length(ids.length * 0.8);
    expect(await among(['webauthn'])).to.have.length(ids.length * 0.9);
    expect(await among(['totp', 'webauthn'])).to.have.length(ids.length * 0.7);
  });
});

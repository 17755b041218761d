import { expect } from 'chai';
import type { OrganizationOutcome } from '../../../src/policy/decision.ts';
import type { Facts } from '../../../src/policy/facts.ts';
import { organizationOutcomes } from '../../../src/policy/rules/organization-outcome.ts';
import {
  client,
  day,
  facts,
  globex,
  hour,
  member,
  now,
  passwordAndRecovery,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const enrolled = user({ factors: [totp] });
const proven = session({ proofs: passwordAndTotp });
const daily = policy({ preset: 'by-midnight', activation: 'immediately', sessions: 'keep' });
const tonight = member({ organization: { policies: [policy({ preset: 'by-midnight' }, { savedAt: now })] } });
const midnight = Date.parse('2026-12-08T00:00:00Z');
const staging = client({ environment: { name: 'staging', mfa: 'off', userInPilot: false } });

type Row = [string, Partial<Facts>, Partial<OrganizationOutcome>];
const no = { required: true, satisfied: false, by: null, roles: [], deadline: null };
const yes = { satisfied: true, roles: ['member'], deadline: null };
const table: Row[] = [
  ['password alone', { memberships: [member()] }, no],
  ['a proof', { memberships: [member()], session: proven }, { ...yes, required: true, by: 'proof' }],
  [
    'a recovery code',
    { memberships: [member()], session: session({ proofs: passwordAndRecovery }) },
    { ...yes, required: true, by: 'proof' },
  ],
  [
    'an exempt member',
    { memberships: [member({ override: 'exempt' })] },
    { ...yes, required: true, by: 'exempt' },
  ],
  [
    'an exempt member who proved it',
    { memberships: [member({ override: 'exempt' })], session: proven },
    { ...yes, required: true, by: 'proof' },
  ],
  ['an exemption that has run out', { memberships: [member({ override: 'exempt', exemptUntil: now })] }, no],
  [
    'a remembered device',
    {
      memberships: [member({ organization: { policies: [daily] } })],
      user: enrolled,
      session: session({ rememberedDevice: { provenAt: now - hour, sameAddress: true } }),
    },
    { ...yes, required: true, by: 'remembered' },
  ],
  [
    'a grant that carries a suppression',
    {
      at: 'token',
      memberships: [member({ organization: { policies: [daily] } })],
      user: enrolled,
      session: session({ suppressedUntil: { 'org-acme': now + 1 } }),
    },
    { ...yes, required: true, by: 'remembered' },
  ],
  [
    'ruling 18: before a deadline',
    { memberships: [tonight] },
    { ...yes, required: false, by: null, deadline: midnight },
  ],
  [
    'ruling 18: before a deadline, proven',
    { memberships: [tonight], session: proven },
    { ...yes, required: false, by: 'proof', deadline: midnight },
  ],
  [
    'an older policy before the deadline of a newer',
    {
      memberships: [
        member({ organization: { policies: [...(tonight.organization.policies ?? []), policy()] } }),
      ],
    },
    { ...no, deadline: midnight },
  ],
  [
    'ruling 18: before a deadline, exempt',
    { memberships: [{ ...tonight, override: 'exempt' }] },
    { ...yes, required: false, by: null },
  ],
  [
    'ruling 8: a newer policy before its deadline, in an environment that is off',
    {
      memberships: [
        member({ organization: { policies: [...(tonight.organization.policies ?? []), policy()] } }),
      ],
      client: staging,
    },
    { ...yes, required: false, by: null },
  ],
  [
    'days of grace',
    { memberships: [member({ graceUntil: now + day })] },
    { ...yes, required: false, by: null, deadline: now + day },
  ],
  [
    'ruling 8: an environment that is off',
    { memberships: [member()], client: staging },
    { ...yes, required: false, by: null },
  ],
  [
    'a plan without enforcement',
    { memberships: [member({ organization: { mayEnforce: false } })] },
    { ...yes, required: false, by: null },
  ],
  [
    'an owner',
    { memberships: [member({ role: 'owner' })], session: proven },
    { ...yes, roles: ['owner'], required: true, by: 'proof' },
  ],
  [
    'unreadable policies',
    { memberships: [member({ organization: { policies: null } })], session: proven },
    no,
  ],
  ['an unreadable session', { memberships: [member()], session: null }, no],
];

describe('the organization claim says of', () => {
  for (const [name, over, expected] of table) {
    it(`${name}: required ${expected.required}, satisfied ${expected.satisfied}, by ${expected.by}`, () => {
      expect(organizationOutcomes(facts(over), now)).to.deep.equal([
        { id: 'org-acme', slug: 'acme', ...expected },
      ]);
    });
  }

  it('each organization for itself, even at a client of another', () => {
    const given = facts({
      client: client({ organizationId: 'org-acme' }),
      memberships: [member({ organization: { policies: [] } }), globex()],
    });
    expect(organizationOutcomes(given, now).map(({ slug, satisfied }) => [slug, satisfied])).to.deep.equal([
      ['acme', true],
      ['globex', false],
    ]);
  });

  it('suspended memberships nothing', () => {
    const memberships = [member({ suspended: 'by_rule' }), globex({ suspended: 'by_admin' })];
    expect(organizationOutcomes(facts({ memberships }), now)).to.deep.equal([]);
    expect(organizationOutcomes(facts({ memberships: null }), now)).to.deep.equal([]);
  });
});

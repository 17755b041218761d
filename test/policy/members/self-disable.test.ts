import { expect } from 'chai';
import type { FactorFacts, MembershipFacts } from '../../../src/policy/facts.ts';
import { decideSelfDisable, type SelfDisableOutcome } from '../../../src/policy/members/self-disable.ts';
import { day, globex, key, member, monthAgo, now, policy, totp, user } from '../support/world.ts';

type Rule = 'forbid' | 'remove' | 'suspend';

const everyone = (self_disable: Rule) =>
  policy({ required: 'everyone', activation: 'immediately', sessions: 'keep', self_disable });
const chosen = (self_disable: Rule) => policy({ preset: 'chosen-people', self_disable });
const announced = (self_disable: Rule) =>
  policy({
    required: 'everyone',
    activation: { deadline: new Date(now + day).toISOString() },
    sessions: 'keep',
    self_disable,
  });
const keysOnly = (self_disable: Rule) =>
  policy({
    required: 'everyone',
    activation: 'immediately',
    sessions: 'keep',
    self_disable,
    factors: ['webauthn'],
    minimum_acr: 3,
  });

const acme = (policies: ReturnType<typeof policy>[] | null, over: Parameters<typeof member>[0] = {}) =>
  member({ ...over, organization: { policies, ...over.organization } });
const other = (policies: ReturnType<typeof policy>[] | null, over: Parameters<typeof globex>[0] = {}) =>
  globex({ ...over, organization: { policies, ...over.organization } });

/** In short: `forbidden acme`, `last_owner acme`, `removed acme, globex; suspended` … */
function inShort(outcome: SelfDisableOutcome): string {
  const slugs = (list: readonly { readonly slug: string }[]) => list.map(({ slug }) => slug).join(', ');
  if (outcome.result === 'forbidden') return `forbidden ${slugs(outcome.by)}`;
  if (outcome.result === 'last_owner') return `last_owner ${slugs(outcome.of)}`;
  const parts = [
    outcome.removedFrom.length > 0 ? `removed ${slugs(outcome.removedFrom)}` : '',
    outcome.suspendedIn.length > 0 ? `suspended ${slugs(outcome.suspendedIn)}` : '',
  ];
  return parts.filter((part) => part !== '').join('; ') || 'nothing';
}

interface Case {
  readonly title: string;
  readonly memberships: readonly MembershipFacts[];
  /** Before and after; default one TOTP, and nothing. */
  readonly factors?: readonly [before: readonly FactorFacts[], after: readonly FactorFacts[]];
  /** Default 2. */
  readonly activeOwners?: number;
  readonly expected: string;
}

function decide({ memberships, factors = [[totp], []], activeOwners = 2 }: Case): string {
  const [before, after] = factors;
  const listed = memberships.map((membership) => ({ membership, activeOwners }));
  const change = { before: user({ factors: before }), after: user({ factors: after }) };
  return inShort(decideSelfDisable(change, listed, now));
}

const effects: Readonly<Record<Rule, string>> = {
  forbid: 'forbidden acme',
  remove: 'removed acme',
  suspend: 'suspended acme',
};
const rules = Object.keys(effects) as Rule[];

/** What each rule says of one member, and when it says nothing. */
const whoIsBound: readonly (Omit<Case, 'memberships' | 'expected'> & {
  readonly of: (rule: Rule) => MembershipFacts;
  readonly isBound: boolean;
})[] = [
  { title: 'everyone', of: (rule) => acme([everyone(rule)]), isBound: true },
  {
    title: 'a chosen member (M7)',
    of: (rule) => acme([chosen(rule)], { override: 'required', overrideSetAt: monthAgo + day }),
    isBound: true,
  },
  { title: 'a member who was not chosen', of: (rule) => acme([chosen(rule)]), isBound: false },
  {
    title: 'an exempt member',
    of: (rule) => acme([everyone(rule)], { override: 'exempt', overrideSetAt: monthAgo }),
    isBound: false,
  },
  {
    title: 'one whose exemption has run out',
    of: (rule) =>
      acme([everyone(rule)], { override: 'exempt', overrideSetAt: monthAgo, exemptUntil: now - day }),
    isBound: true,
  },
  {
    title: 'one in their days of grace',
    of: (rule) => acme([everyone(rule)], { joinedAt: now - day, graceUntil: now + day }),
    isBound: false,
  },
  { title: 'anybody before the deadline', of: (rule) => acme([announced(rule)]), isBound: false },
  {
    title: 'anybody under a policy that was saved while the request waited (D6)',
    of: (rule) => acme([{ ...everyone(rule), savedAt: now + 1 }]),
    isBound: true,
  },
  {
    title: 'one who was enforced while the request waited (D6)',
    of: (rule) => acme([chosen(rule)], { override: 'required', overrideSetAt: now + 1 }),
    isBound: true,
  },
  {
    title: 'anybody before a deadline that tightens (ruling 5)',
    of: (rule) => acme([{ ...announced('forbid'), savedAt: now }, everyone(rule)]),
    isBound: true,
  },
  {
    title: 'anybody under a policy that binds later sign-ins',
    of: (rule) =>
      acme([
        policy({ required: 'everyone', activation: 'next_sign_in', sessions: 'keep', self_disable: rule }),
      ]),
    isBound: true,
  },
  {
    title: 'anybody where the plan has lost the entitlement (T16)',
    of: (rule) => acme([everyone(rule)], { organization: { mayEnforce: false } }),
    isBound: false,
  },
  {
    title: 'one whom an administrator suspended',
    of: (rule) => acme([everyone(rule)], { suspended: 'by_admin' }),
    isBound: false,
  },
  {
    title: 'one whose suspension by rule is over',
    of: (rule) => acme([everyone(rule)], { suspended: 'by_rule' }),
    isBound: true,
  },
  {
    title: 'one who keeps a factor that reaches it',
    of: (rule) => acme([everyone(rule)]),
    factors: [[totp, key], [key]],
    isBound: false,
  },
  {
    title: 'one who keeps a second factor of the same kind',
    of: (rule) => acme([everyone(rule)]),
    factors: [[totp, totp], [totp]],
    isBound: false,
  },
  {
    title: 'one who keeps a factor that does not reach it',
    of: (rule) => acme([keysOnly(rule)]),
    factors: [[totp, key], [totp]],
    isBound: true,
  },
  {
    title: 'one who was not protected before either',
    of: (rule) => acme([keysOnly(rule)]),
    factors: [[totp], []],
    isBound: false,
  },
];

const severalOrganizations: readonly Case[] = [
  {
    title: 'none: they may',
    memberships: [],
    expected: 'nothing',
  },
  {
    title: 'forbid wins over remove',
    memberships: [acme([everyone('remove')]), other([everyone('forbid')])],
    expected: 'forbidden globex',
  },
  {
    title: 'forbid wins over suspend',
    memberships: [acme([everyone('forbid')]), other([everyone('suspend')])],
    expected: 'forbidden acme',
  },
  {
    title: 'all that forbid are named',
    memberships: [acme([everyone('forbid')]), other([everyone('forbid')])],
    expected: 'forbidden acme, globex',
  },
  {
    title: 'they leave every one with remove (D7)',
    memberships: [acme([everyone('remove')]), other([everyone('remove')])],
    expected: 'removed acme, globex',
  },
  {
    title: 'they stay in one that asks nothing (D8)',
    memberships: [acme([everyone('remove')]), other([])],
    expected: 'removed acme',
  },
  {
    title: 'each does as it says',
    memberships: [acme([everyone('suspend')]), other([everyone('remove')])],
    expected: 'removed globex; suspended acme',
  },
  {
    title: 'a policy that cannot be read forbids',
    memberships: [acme([everyone('remove')]), other(null)],
    expected: 'forbidden globex',
  },
];

const owner = { role: 'owner' } as const;

const owners: readonly Case[] = [
  ...(['remove', 'suspend'] as const).map((rule) => ({
    title: `the last active owner does not fall out by ${rule}`,
    memberships: [acme([everyone(rule)], owner)],
    activeOwners: 1,
    expected: 'last_owner acme',
  })),
  {
    title: 'nor from one organization while they would leave another',
    memberships: [acme([everyone('remove')], owner), other([everyone('remove')])],
    activeOwners: 1,
    expected: 'last_owner acme',
  },
  {
    title: 'one of two may',
    memberships: [acme([everyone('remove')], owner)],
    activeOwners: 2,
    expected: 'removed acme',
  },
  {
    title: 'an administrator may, however few owners there are',
    memberships: [acme([everyone('remove')], { role: 'admin' })],
    activeOwners: 1,
    expected: 'removed acme',
  },
  {
    title: 'forbid is said before it',
    memberships: [acme([everyone('remove')], owner), other([everyone('forbid')])],
    activeOwners: 1,
    expected: 'forbidden globex',
  },
  {
    title: 'the last owner of an organization that requires nothing may',
    memberships: [acme([], owner)],
    activeOwners: 1,
    expected: 'nothing',
  },
];

describe('removing a factor of one’s own', () => {
  for (const { title, of, isBound, factors } of whoIsBound) {
    it(`ruling 11: ${isBound ? 'concerns' : 'does not concern'} ${title}`, () => {
      for (const rule of rules) {
        const input = { title, memberships: [of(rule)], expected: '', ...(factors ? { factors } : {}) };
        expect(decide(input), rule).to.equal(isBound ? effects[rule] : 'nothing');
      }
    });
  }

  for (const each of severalOrganizations) {
    it(`D7, D8, ruling 11: of several organizations, ${each.title}`, () => {
      expect(decide(each)).to.equal(each.expected);
    });
  }

  for (const each of owners) {
    it(`ruling 12: ${each.title}`, () => {
      expect(decide(each)).to.equal(each.expected);
    });
  }
});

import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../src/policy/decide.ts';
import { isExempt } from '../../src/policy/enforcement/policy-in-force.ts';
import type { Facts, MembershipFacts, SessionFacts } from '../../src/policy/facts.ts';
import { judgePerson, type PersonJudgement } from '../../src/policy/person-judgement.ts';
import { readableFacts } from './support/arbitrary-facts.ts';
import {
  client,
  day,
  facts,
  globex,
  hour,
  member,
  monthAgo,
  now,
  passkey,
  passwordAndRecovery,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from './support/world.ts';

const offAt = (mfa: 'off' | 'pilot') => client({ environment: { name: 'staging', mfa, userInPilot: false } });
const boundTo = (organizationId: string) => client({ organizationId });
const free = { organization: { policies: [] } };
const enrolled = user({ factors: [totp], recoveryCodesLeft: 9 });
const rested = (proofs: SessionFacts['proofs']) => session({ proofs });

const remembering = policy({
  required: 'everyone',
  activation: 'immediately',
  challenge: {
    max_age_seconds: 86_400,
    new_address: true,
    session_max_days: null,
    remembered_device_days: 1,
  },
});
const remembered = session({
  rememberedDevice: { provenAt: now - hour, sameAddress: true, factor: 'totp' },
  suppressedUntil: { 'org-acme': now + hour },
});
const keysOnly = policy({ required: 'everyone', activation: 'immediately', minimum_acr: 3 });
const tomorrow = policy({
  required: 'everyone',
  activation: { deadline: new Date(now + day).toISOString() },
});

const on = { name: 'production', mfa: 'on', userInPilot: false } as const;
const notExempt = (each: MembershipFacts) => ({ ...each, override: 'inherit', overrideSetAt: null }) as const;

type Row = readonly [what: string, given: Partial<Facts>, judgement: PersonJudgement];

/** Acme enforces; `free` is an organization that does not. What ruling 23 says of each session. */
const leniency: readonly Row[] = [
  [
    'bound to another organization',
    { client: boundTo('org-globex'), memberships: [member(), globex(free)] },
    'insufficient',
  ],
  [
    'bound to the own one, another enforces',
    { client: boundTo('org-acme'), memberships: [member(free), globex()] },
    'insufficient',
  ],
  ['in an environment that is off', { client: offAt('off'), memberships: [member()] }, 'insufficient'],
  ['in a pilot without the person', { client: offAt('pilot'), memberships: [member()] }, 'insufficient'],
  ['own factor in an environment that is off', { client: offAt('off'), user: enrolled }, 'insufficient'],
  ['exempt', { memberships: [member({ override: 'exempt', overrideSetAt: now - day })] }, 'insufficient'],
  [
    'exempt until later',
    { memberships: [member({ override: 'exempt', exemptUntil: now + day })] },
    'insufficient',
  ],
  [
    'exempt by the one that does not enforce',
    { memberships: [member({ override: 'exempt', ...free }), globex()] },
    'insufficient',
  ],
  [
    'remembered device',
    {
      user: enrolled,
      session: remembered,
      memberships: [member({ organization: { policies: [remembering] } })],
    },
    'insufficient',
  ],
  ['suspended by rule', { memberships: [member({ suspended: 'by_rule' })] }, 'insufficient'],
  [
    'required of chosen people',
    {
      memberships: [
        member({
          override: 'required',
          overrideSetAt: now - day,
          organization: { policies: [policy({ preset: 'chosen-people' }, { savedAt: monthAgo })] },
        }),
      ],
    },
    'insufficient',
  ],
];

const noLeniency: readonly Row[] = [
  ['no organization enforces', { memberships: [member(free), globex(free)] }, 'full'],
  ['a deadline ahead', { memberships: [member({ organization: { policies: [tomorrow] } })] }, 'full'],
  ['days of grace', { memberships: [member({ graceUntil: now + day, joinedAt: now - hour })] }, 'full'],
  [
    'suspended by an administrator: it binds nothing',
    { memberships: [member({ suspended: 'by_admin' })] },
    'full',
  ],
  [
    'a factor, at a client of another organization',
    {
      client: boundTo('org-globex'),
      user: enrolled,
      session: rested(passwordAndTotp),
      memberships: [member(), globex(free)],
    },
    'full',
  ],
  [
    'a factor, in an environment that is off',
    { client: offAt('off'), user: enrolled, session: rested(passwordAndTotp), memberships: [member()] },
    'full',
  ],
  [
    'a factor that the own organization does not take',
    {
      user: enrolled,
      session: rested(passwordAndTotp),
      memberships: [member({ organization: { policies: [keysOnly] } })],
    },
    'insufficient',
  ],
];

const demands: readonly Row[] = [
  [
    'a client that serves others only',
    { client: boundTo('org-globex'), memberships: [member(free)] },
    'denied',
  ],
  [
    'a client whose organization suspended them',
    { client: boundTo('org-acme'), memberships: [member({ suspended: 'by_admin' })] },
    'denied',
  ],
  [
    'a client that wants more',
    { client: client({ requireLevel: 3 }), user: enrolled, session: rested(passwordAndTotp) },
    'insufficient',
  ],
  [
    'an extension that wants more',
    { extensions: [{ name: 'payroll', level: 2, mfaMaxAgeSeconds: null }] },
    'insufficient',
  ],
  [
    'policies that cannot be read',
    { memberships: [member({ organization: { policies: null } })], session: rested(passkey) },
    'denied',
  ],
  ['memberships that cannot be read', { memberships: null }, 'denied'],
  ['a session of an older epoch', { session: session({ epoch: 0 }) }, 'not_signed_in'],
  ['nobody', { user: null, session: null }, 'not_signed_in'],
];

const onRecovery = { user: enrolled, session: rested(passwordAndRecovery) };
const recovery: readonly Row[] = [
  ['alone', onRecovery, 'recovery_code_only'],
  ['the organization enforces', { ...onRecovery, memberships: [member()] }, 'recovery_code_only'],
  ['another one enforces', { ...onRecovery, memberships: [member(free), globex()] }, 'recovery_code_only'],
  [
    'below the minimum: it still opens enrolment',
    { ...onRecovery, memberships: [member({ organization: { policies: [keysOnly] } })] },
    'recovery_code_only',
  ],
  [
    'the second one in a row',
    { ...onRecovery, user: { ...enrolled, mustReplaceFactor: true, replaceFactorSince: now - hour } },
    'recovery_code_only',
  ],
  [
    'where another organization asks for what cannot be set up here',
    {
      ...onRecovery,
      enrollable: ['totp'],
      client: boundTo('org-globex'),
      memberships: [member({ organization: { policies: [keysOnly] } }), globex(free)],
    },
    'insufficient',
  ],
  ['where the client wants more', { ...onRecovery, client: client({ requireLevel: 3 }) }, 'insufficient'],
  [
    'where an extension wants more',
    { ...onRecovery, extensions: [{ name: 'x', level: 3, mfaMaxAgeSeconds: null }] },
    'insufficient',
  ],
  [
    'and a factor beside it',
    { user: enrolled, session: rested({ ...passwordAndTotp, recoveryCodeAt: now }), memberships: [member()] },
    'full',
  ],
  ['at a client that serves others', { ...onRecovery, client: boundTo('org-globex') }, 'denied'],
];

describe('ruling 23: the person is judged, not the client', () => {
  const tables = {
    'without leniency': leniency,
    'with what is none': noLeniency,
    'with what tightens': demands,
  };
  for (const [title, rows] of Object.entries({ ...tables, 'on a recovery code': recovery }))
    for (const [what, given, judgement] of rows)
      it(`${title}: ${what}: ${judgement}`, () =>
        expect(judgePerson(facts({ at: 'token', ...given }), now)).to.equal(judgement));

  it('keeps sessions ended that an exemption which ran out has ended', () => {
    const ended = policy({ required: 'everyone', activation: 'immediately', sessions: 'end_now' });
    const lapsed = (exemptUntil: number): MembershipFacts =>
      member({
        override: 'exempt',
        overrideSetAt: now - 2 * day,
        exemptUntil,
        organization: { policies: [ended] },
      });
    const late = user({ factors: [{ kind: 'totp', confirmedAt: now - hour / 2 }] });
    const old = session({ openedAt: now - 2 * hour, lastSeenAt: now, proofs: passwordAndTotp });
    const given = (exemptUntil: number) =>
      facts({ at: 'token', user: late, session: old, memberships: [lapsed(exemptUntil)] });
    expect(judgePerson(given(now - hour), now)).to.equal('not_signed_in');
    expect(judgePerson(given(now + hour), now)).to.equal('full');
  });

  it('is never milder than at the token endpoint, nor for any leniency that is added', () => {
    fc.assert(
      fc.property(readableFacts, (given) => {
        const { session: live, memberships } = given;
        const judgement = judgePerson({ ...given, at: 'token' }, now);
        if (judgement !== 'full') return;
        expect(decide({ ...given, at: 'token' }, now).step).to.equal('continue');
        const strict = {
          ...given,
          at: 'token' as const,
          client: { ...given.client, organizationId: null, environment: on },
          session: { ...live, rememberedDevice: null, suppressedUntil: {} },
          memberships: memberships.map((each) => (isExempt(each, now) ? notExempt(each) : each)),
        };
        expect(decide(strict, now).step).to.equal('continue');
      }),
      { numRuns: 3000, seed: 20261207 },
    );
  });
});

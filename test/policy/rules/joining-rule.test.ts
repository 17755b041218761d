import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Facts, MembershipFacts } from '../../../src/policy/facts.ts';
import { decideJoining } from '../../../src/policy/rules/joining-rule.ts';
import {
  codesOf,
  facts,
  hour,
  key,
  member,
  now,
  passkey,
  passwordAndRecovery,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const enrolled = user({ factors: [totp], recoveryCodesLeft: 4 });
const joining = (...saved: Parameters<typeof policy>): MembershipFacts => ({
  ...member({ organization: { policies: [policy(...saved)] } }),
  joinedAt: now,
});
const first = joining({ preset: 'everyone-ready' });

const table: readonly [string, MembershipFacts, Partial<Facts>, string][] = [
  [
    'mfa_first, proven now',
    first,
    { user: enrolled, session: session({ proofs: passwordAndTotp }) },
    'continue',
  ],
  ['mfa_first, password alone', first, { user: enrolled }, 'challenge'],
  ['mfa_first, no factor', first, {}, 'enroll'],
  [
    'mfa_first, proven an hour ago',
    first,
    {
      user: enrolled,
      session: session({ openedAt: now - hour, proofs: { passwordAt: now, totpAt: now - hour } }),
    },
    'challenge',
  ],
  [
    'mfa_first, after a recovery code',
    first,
    { user: enrolled, session: session({ proofs: passwordAndRecovery }) },
    'enroll',
  ],
  [
    'mfa_first, after a recovery code and enrolling again',
    first,
    { user: enrolled, session: session({ proofs: { ...passwordAndRecovery, totpAt: now } }) },
    'continue',
  ],
  [
    'ruling 24: mfa_first, proven now, but the factor was removed since',
    first,
    { session: session({ proofs: passwordAndTotp }) },
    'enroll',
  ],
  [
    'ruling 24: mfa_first, proven now by an app, where the organization accepts keys alone',
    joining({ preset: 'everyone-ready', factors: ['webauthn'] }),
    { user: enrolled, session: session({ proofs: passwordAndTotp }) },
    'enroll',
  ],
  [
    'ruling 24: mfa_first, proven now by a passkey, where an app alone is left and no key is accepted',
    joining({ preset: 'everyone-ready', factors: ['totp'] }),
    { user: user({ factors: [key] }), session: session({ proofs: { ...passwordAndTotp, ...passkey } }) },
    'enroll',
  ],
  [
    'ruling 24: mfa_first, a passkey is left, the proof by an app is lost',
    first,
    { user: user({ factors: [key] }) },
    'challenge',
  ],
  ['at_next_sign_in', joining({ preset: 'all-at-once' }), {}, 'continue'],
  [
    'ruling 23: at_next_sign_in, after a recovery code',
    joining({ preset: 'all-at-once' }),
    { user: enrolled, session: session({ proofs: passwordAndRecovery }) },
    'enroll',
  ],
  [
    'ruling 23: a plan without enforcement, after a recovery code',
    { ...first, organization: { ...first.organization, mayEnforce: false } },
    { user: enrolled, session: session({ proofs: passwordAndRecovery }) },
    'enroll',
  ],
  [
    'ruling 23: after a recovery code, where nothing can be set up',
    joining({ preset: 'all-at-once' }),
    { user: enrolled, session: session({ proofs: passwordAndRecovery }), enrollable: [] },
    'deny',
  ],
  [
    'ruling 23: at_next_sign_in, after a recovery code and enrolling again',
    joining({ preset: 'all-at-once' }),
    { user: enrolled, session: session({ proofs: { ...passwordAndRecovery, totpAt: now } }) },
    'continue',
  ],
  [
    'mfa_first where nobody is required',
    joining({ required: 'nobody', joining: 'mfa_first' }),
    {},
    'continue',
  ],
  [
    'mfa_first where nobody is required but who comes back, of whom it was required before (ruling 26)',
    { ...joining({ required: 'nobody', joining: 'mfa_first' }), override: 'required' },
    {},
    'enroll',
  ],
  [
    'a plan without enforcement',
    { ...first, organization: { ...first.organization, mayEnforce: false } },
    {},
    'continue',
  ],
  ['unreadable policies', { ...first, organization: { ...first.organization, policies: null } }, {}, 'deny'],
  ['unreadable memberships', first, { memberships: null }, 'deny'],
  ['nobody signed in', first, { session: null }, 'sign_in'],
];

describe('ruling 10: joining', () => {
  for (const [name, membership, over, step] of table) {
    it(`${name}: ${step}`, () => expect(decideJoining(facts(over), membership, now).step).to.equal(step));
  }

  it('says which organization wants it', () => {
    const decision = decideJoining(facts(), first, now);
    expect(codesOf(decision)).to.deep.equal(['mfa_required']);
    expect(decision).to.have.nested.property('reasons[0].organization.slug', 'acme');
  });

  it('lets who came in by a recovery code set up what the organization accepts, and says that it asks', () => {
    const keysAlone = joining({ preset: 'everyone-ready', factors: ['webauthn'] });
    const over = {
      user: user({ factors: [key], recoveryCodesLeft: 4 }),
      session: session({ proofs: passwordAndRecovery }),
    };
    const decision = decideJoining(facts(over), keysAlone, now);
    expect(decision).to.deep.include({ step: 'enroll', proof: 'factor', factors: ['webauthn'] });
    expect(codesOf(decision)).to.deep.equal(['mfa_required']);
  });

  it('is asked in the sign-in that is to end in it, beside everything else that is asked there', () => {
    expect(decide(facts(), now).step).to.equal('continue');
    const asked = decide(facts({ joining: first }), now);
    expect([asked.step, codesOf(asked)]).to.deep.equal(['enroll', ['mfa_required']]);
    const proven = { user: enrolled, session: session({ proofs: passwordAndTotp }), joining: first };
    expect(decide(facts(proven), now).step).to.equal('continue');
    expect(decide(facts({ ...proven, session: session() }), now).step).to.equal('challenge');
  });

  it('never makes a sign-in easier', () => {
    const own = { ...joining({ preset: 'all-at-once' }), override: 'exempt' } as const;
    const here = member({ organization: { policies: [policy({ preset: 'all-at-once' })] } });
    expect(decide(facts({ memberships: [here], joining: own }), now).step).to.equal('enroll');
  });
});

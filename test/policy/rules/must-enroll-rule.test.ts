import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../../src/policy/decide.ts';
import { confirmedKinds } from '../../../src/policy/factors/factor-reach.ts';
import type { FactorKind, Facts } from '../../../src/policy/facts.ts';
import { isMfaAlwaysRequired } from '../../../src/policy/rules/always-required.ts';
import { proofBeforeEnrollment } from '../../../src/policy/rules/enrollment-proof.ts';
import { readableFacts } from '../support/arbitrary-facts.ts';
import {
  client,
  codesOf,
  day,
  facts,
  globex,
  key,
  member,
  now,
  organization,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const since = now - day;
const marked = user({ mustEnrollSince: since });
const free = { mustEnrollSince: null };
const given = (over: Partial<Facts> = {}) => facts({ user: marked, ...over });
const stepOf = (over: Partial<Facts> = {}) => decide(given(over), now).step;

const enforcing = { required: 'everyone', activation: 'immediately' } as const;
const asking = (enrollment_proof: 'none' | 'mailbox' | 'ticket') =>
  ({ policies: [policy({ ...enforcing, enrollment_proof })] }) as const;
const accepting = (factors: FactorKind[]) => ({ policies: [policy({ ...enforcing, factors })] }) as const;
const environment = (mfa: 'off' | 'pilot', userInPilot = false) => ({ name: 'staging', mfa, userInPilot });
const nobody = organization({ policies: [policy({ preset: 'chosen-people' })] });

const everywhere: readonly (readonly [string, Partial<Facts>])[] = [
  ['in no organization', {}],
  ['where nobody is required', { memberships: [member({ organization: nobody })] }],
  ['on a plan without enforcement', { memberships: [member({ organization: { mayEnforce: false } })] }],
  ['as an exempt member', { memberships: [member({ override: 'exempt' })] }],
  ['in the days of grace', { memberships: [member({ graceUntil: now + day })] }],
  ['suspended by an administrator', { memberships: [member({ suspended: 'by_admin' })] }],
  ['in an environment that is off', { client: client({ environment: environment('off') }) }],
  ['in a pilot without them', { client: client({ environment: environment('pilot') }) }],
  ['in a pilot with them', { client: client({ environment: environment('pilot', true) }) }],
  [
    'at a client of an organization, in an environment that is off',
    {
      client: client({ organizationId: 'org-acme', environment: environment('off') }),
      memberships: [member({ organization: nobody })],
    },
  ],
  [
    'at a client of one organization, exempt in another',
    {
      client: client({ organizationId: 'org-globex' }),
      memberships: [member({ override: 'exempt' }), globex({ organization: { policies: [] } })],
    },
  ],
  ['beside an offer', { request: { voluntaryLevels: [2], essentialLevels: null, declinedEnrollment: true } }],
];

describe('ruling 35: the mark of a person who must enrol', () => {
  for (const [where, over] of everywhere) {
    it(`asks for a factor ${where}, and nothing leaves before`, () => {
      const decision = decide(given(over), now);
      expect(decision).to.deep.include({
        step: 'enroll',
        proof: 'mailbox',
        factors: ['webauthn', 'totp'],
        declinable: false,
      });
      expect(codesOf(decision)).to.include('must_enroll');
      expect(stepOf({ ...over, at: 'token' })).not.to.equal('continue');
      const enrolled = { ...over, user: { ...marked, factors: [totp] } };
      const proven = session({ proofs: passwordAndTotp });
      expect(stepOf({ ...enrolled, session: proven }), 'once enrolled').to.equal('continue');
    });
  }

  it('says why and since when', () => {
    const decision = decide(given(), now);
    expect('reasons' in decision && decision.reasons).to.deep.equal([
      { by: 'own_factor', code: 'must_enroll', since },
    ]);
  });

  const proofs: readonly (readonly [string, Partial<Facts>, string])[] = [
    [
      'the mailbox where none would do',
      { memberships: [member({ organization: asking('none') })] },
      'mailbox',
    ],
    ['a ticket where one is asked', { memberships: [member({ organization: asking('ticket') })] }, 'ticket'],
    [
      'the strictest of several',
      {
        memberships: [
          member({ organization: asking('none') }),
          globex({ organization: { ...asking('ticket'), managesUser: true } }),
        ],
      },
      'ticket',
    ],
    [
      'a ticket where the mailbox is new',
      { user: { ...marked, emailChangedAt: now - day }, memberships: [member({ organization: nobody })] },
      'ticket',
    ],
    [
      'a ticket where the mailbox was never confirmed',
      { user: { ...marked, emailVerified: false }, memberships: [member({ organization: asking('none') })] },
      'ticket',
    ],
  ];
  for (const [name, over, proof] of proofs) {
    it(`asks for ${name}, also in an environment that is off`, () => {
      const lifted = client({ environment: environment('off') });
      for (const at of [{}, { client: lifted }])
        expect(decide(given({ ...over, ...at }), now)).to.deep.include({ step: 'enroll', proof });
    });
  }

  it('lets `none` be where there is no mark, or a factor to prove first', () => {
    const memberships = [member({ organization: asking('none') })];
    expect(proofBeforeEnrollment({ ...marked, ...free }, memberships, now)).to.equal('none');
    expect(proofBeforeEnrollment(marked, memberships, now)).to.equal('mailbox');
    expect(proofBeforeEnrollment({ ...marked, factors: [totp] }, memberships, now)).to.equal('factor');
  });

  it('is a no for who could be shown no proof: no mailbox, and nobody to hand out a ticket', () => {
    for (const over of [{ emailVerified: false }, { emailChangedAt: now - day }]) {
      const decision = decide(given({ user: { ...marked, ...over } }), now);
      expect(decision.step).to.equal('deny');
      expect(codesOf(decision)).to.include('must_enroll');
    }
    expect(stepOf({ enrollable: [] })).to.equal('deny');
  });

  it('takes any factor that all the organizations accept', () => {
    const key = member({ organization: accepting(['webauthn']) });
    expect(decide(given({ memberships: [key] }), now)).to.deep.include({ factors: ['webauthn'] });
    const lifted = given({ memberships: [key], client: client({ environment: environment('off') }) });
    expect(decide(lifted, now)).to.deep.include({ factors: ['webauthn', 'totp'] });
    const two = [key, globex({ organization: accepting(['totp', 'webauthn']) })];
    expect(decide(given({ memberships: two }), now)).to.deep.include({ factors: ['webauthn'] });
    expect(decide(given({ enrollable: ['totp'] }), now)).to.deep.include({ factors: ['totp'] });
  });

  it('says nothing to who has a confirmed factor, and something to who has not finished one', () => {
    const lifted = client({ environment: environment('off') });
    expect(stepOf({ user: { ...marked, factors: [totp] }, client: lifted })).to.equal('continue');
    expect(stepOf({ user: { ...marked, factors: [key] } })).to.equal('challenge');
    const unfinished = { ...marked, factors: [{ ...totp, confirmedAt: null }] };
    expect(stepOf({ user: unfinished, client: lifted })).to.equal('enroll');
  });

  it('ruling 21: lets a short password be, since it asks for MFA', () => {
    const short = { ...marked, hasShortPassword: true };
    expect(stepOf({ user: short })).to.equal('enroll');
    expect(isMfaAlwaysRequired(short, [], now)).to.equal(true);
    expect(isMfaAlwaysRequired({ ...short, ...free }, [], now)).to.equal(false);
  });

  it('never weakens and never lets anything leave, whatever else is true', () => {
    const runs = { numRuns: 3000, seed: 20261207 };
    fc.assert(
      fc.property(readableFacts, (all) => {
        const without = { ...all, user: { ...all.user, mustEnrollSince: null } };
        const withMark = { ...all, user: { ...all.user, mustEnrollSince: now } };
        const step = decide(withMark, now).step;
        if (confirmedKinds(all.user).length === 0) expect(step).not.to.be.oneOf(['continue', 'new_password']);
        else expect(step).to.equal(decide(without, now).step);
        if (!['continue', 'new_password'].includes(decide(without, now).step))
          expect(step).not.to.equal('continue');
      }),
      runs,
    );
  });
});

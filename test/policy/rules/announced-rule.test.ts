import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Facts, MembershipFacts } from '../../../src/policy/facts.ts';
import {
  client,
  codesOf,
  day,
  facts,
  globex,
  hour,
  member,
  now,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const at = new Date(now + 5 * day).toISOString();

const announced = policy({ preset: 'by-midnight', activation: { deadline: at } }, { savedAt: now - hour });

const ahead = (over: Parameters<typeof member>[0] = {}): MembershipFacts =>
  member({ ...over, organization: { policies: [announced], ...over.organization } });

const lifting = client({ environment: { name: 'staging', mfa: 'off', userInPilot: false } });

const signingIn = {
  voluntaryLevels: [],
  essentialLevels: null,
  declinedEnrollment: false,
  offersAhead: true,
};

const given = (over: Partial<Facts> = {}) => facts({ memberships: [ahead()], request: signingIn, ...over });

/** `offer`, or the step where there is none. */
function stepOf(over: Partial<Facts>): string {
  const decision = decide(given(over), now);
  return 'declinable' in decision && decision.declinable === true ? `offers ${decision.step}` : decision.step;
}

describe('ruling 31: before a deadline the set-up is offered', () => {
  const keysOnly = policy(
    { preset: 'by-midnight', activation: { deadline: at }, factors: ['webauthn'], minimum_acr: 3 },
    { savedAt: now - hour },
  );
  const ownApp = user({ factors: [totp] });
  const table: Readonly<Record<string, readonly [Partial<Facts>, string]>> = {
    'at a sign-in': [{}, 'offers enroll'],
    'at the sign-in of who is protected': [
      { user: ownApp, session: session({ proofs: passwordAndTotp }) },
      'continue',
    ],
    'not in a live session': [{ request: { ...signingIn, offersAhead: false } }, 'continue'],
    'not at the token endpoint': [{ at: 'token', request: { ...signingIn, offersAhead: false } }, 'continue'],
    'not again once it was declined': [{ request: { ...signingIn, declinedEnrollment: true } }, 'continue'],
    'not to the exempt': [{ memberships: [ahead({ override: 'exempt' })] }, 'continue'],
    'not to the suspended': [{ memberships: [ahead({ suspended: 'by_admin' })] }, 'continue'],
    'not to who is suspended by rule': [{ memberships: [ahead({ suspended: 'by_rule' })] }, 'continue'],
    'not on a plan without enforcement': [
      { memberships: [ahead({ organization: { mayEnforce: false } })] },
      'continue',
    ],
    'not where the environment lifts it': [{ client: lifting }, 'continue'],
    'not at the client of another organization': [
      { memberships: [ahead(), globex()], client: client({ organizationId: 'org-globex' }) },
      'enroll',
    ],
    'with a factor it does not accept, after a proof of it': [
      { user: ownApp, memberships: [ahead({ organization: { policies: [keysOnly] } })] },
      'challenge',
    ],
    'with such a factor proven': [
      {
        user: ownApp,
        session: session({ proofs: passwordAndTotp }),
        memberships: [ahead({ organization: { policies: [keysOnly] } })],
      },
      'offers enroll',
    ],
    'before the end of days of grace': [
      {
        memberships: [
          member({
            joinedAt: now - day,
            graceUntil: now + 3 * day,
            organization: {
              policies: [policy({ required: 'everyone', activation: 'immediately', grace_days: 7 })],
            },
          }),
        ],
      },
      'offers enroll',
    ],
    'after a short password was replaced': [{ user: user({ hasShortPassword: true }) }, 'new_password'],
    'not beside what another organization requires': [{ memberships: [ahead(), globex()] }, 'enroll'],
    'and is required from its instant on': [
      { memberships: [ahead({ organization: { policies: [due()] } })] },
      'enroll',
    ],
  };

  for (const [name, [over, expected]] of Object.entries(table))
    it(name, () => expect(stepOf(over)).to.equal(expected));

  it('with the reason, and after the proof that every set-up takes', () => {
    expect(decide(given(), now)).to.deep.include({
      step: 'enroll',
      proof: 'mailbox',
      factors: ['webauthn', 'totp'],
      reasons: [
        {
          by: 'organization',
          code: 'mfa_announced',
          organization: { id: 'org-acme', slug: 'acme', name: 'Acme' },
          since: Date.parse(at),
          level: 2,
        },
      ],
    });
    const unconfirmed = user({ emailVerified: false });
    expect(decide(given({ user: unconfirmed }), now)).to.include({ step: 'enroll', proof: 'ticket' });
  });

  it('together with what a request wishes for, by one set-up that serves both', () => {
    const request = { ...signingIn, voluntaryLevels: [3] as const };
    const decision = decide(given({ request }), now);
    expect(decision).to.deep.include({ step: 'enroll', declinable: true, factors: ['webauthn'] });
    expect(codesOf(decision)).to.have.members(['mfa_announced', 'level_required']);
  });

  it('without explaining what is required beside it', () => {
    const decision = decide(given({ memberships: [ahead(), globex()] }), now);
    expect(codesOf(decision)).to.deep.equal(['mfa_required']);
  });
});

function due() {
  return policy(
    { preset: 'by-midnight', activation: { deadline: new Date(now).toISOString() } },
    { savedAt: now - hour },
  );
}

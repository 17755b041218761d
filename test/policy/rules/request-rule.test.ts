import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Facts, Level, RequestFacts } from '../../../src/policy/facts.ts';
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
  passwordNow,
  session,
  totp,
  user,
} from '../support/world.ts';

const asks = (over: Partial<RequestFacts>): RequestFacts => ({
  voluntaryLevels: [],
  essentialLevels: null,
  declinedEnrollment: false,
  ...over,
});
const people = {
  nobody: user(),
  totp: user({ factors: [totp], recoveryCodesLeft: 3 }),
  both: user({ factors: [totp, key], recoveryCodesLeft: 3 }),
};
type Person = keyof typeof people;
type Row = readonly [Person, Facts['session'], readonly Level[] | null, string, string?];

const s = (proofs: NonNullable<Facts['session']>['proofs']) => session({ proofs });

describe('essential levels', () => {
  const table: readonly Row[] = [
    ['nobody', s(passwordNow), null, 'continue'],
    ['nobody', s(passwordNow), [1], 'continue'],
    ['nobody', s(passwordNow), [2], 'enroll', 'webauthn totp'],
    ['nobody', s(passwordNow), [3], 'enroll', 'webauthn'],
    ['nobody', s(passwordNow), [3, 2], 'enroll', 'webauthn totp'],
    ['nobody', s(passwordNow), [], 'unmet'],
    ['totp', s(passwordAndTotp), [], 'unmet'],
    ['totp', s(passwordAndTotp), [2], 'continue'],
    ['totp', s(passwordAndRecovery), [2], 'continue'],
    ['totp', s(passwordAndTotp), [3], 'enroll', 'webauthn'],
    ['totp', s(passwordNow), [3], 'challenge', 'totp'],
    ['both', s(passwordNow), [3], 'challenge', 'webauthn'],
    ['both', s(passwordAndTotp), [3], 'challenge', 'webauthn'],
    ['both', s(passwordNow), [2], 'challenge', 'webauthn totp'],
    ['both', s(passkey), [3], 'continue'],
  ];
  for (const [person, given, levels, step, factors] of table) {
    it(`${JSON.stringify(levels)} of ${person} with [${Object.keys(given?.proofs ?? {})}] ends in ${step} ${factors ?? ''}`, () => {
      const decision = decide(
        facts({ user: people[person], session: given, request: asks({ essentialLevels: levels }) }),
        now,
      );
      expect(decision.step).to.equal(step);
      if (factors !== undefined) expect(decision).to.have.property('factors').deep.equal(factors.split(' '));
      if (decision.step === 'enroll') expect(decision.declinable).to.equal(false);
    });
  }

  it('that no factor of this deployment reaches are unmet, not asked for ever', () => {
    const given = facts({ enrollable: ['totp'], request: asks({ essentialLevels: [3] }) });
    const decision = decide(given, now);
    expect([decision.step, ...codesOf(decision)]).to.deep.equal(['unmet', 'level_unreachable']);
  });

  it('a recovery code does not stand in for level 3', () => {
    const decision = decide(facts({ user: people.both, request: asks({ essentialLevels: [3] }) }), now);
    expect(decision).to.include({ step: 'challenge', recoveryCode: false });
  });
});

describe('voluntary levels', () => {
  const table: readonly Row[] = [
    ['nobody', s(passwordNow), [], 'continue'],
    ['nobody', s(passwordNow), [1, 3], 'continue'],
    ['nobody', s(passwordNow), [2], 'enroll', 'webauthn totp'],
    ['totp', s(passwordAndTotp), [2, 3], 'continue'],
    ['nobody', s(passwordNow), [3], 'enroll', 'webauthn'],
    ['totp', s(passwordAndTotp), [3], 'enroll', 'webauthn'],
    ['both', s(passwordAndTotp), [3], 'challenge', 'webauthn'],
    ['both', s(passkey), [2], 'continue'],
  ];
  for (const [person, given, levels, step, factors] of table) {
    it(`[${levels}] of ${person} with [${Object.keys(given?.proofs ?? {})}] ends in ${step} ${factors ?? ''}`, () => {
      const request = asks({ voluntaryLevels: levels ?? [] });
      const decision = decide(facts({ user: people[person], session: given, request }), now);
      expect(decision.step).to.equal(step);
      if (factors !== undefined) expect(decision).to.have.property('factors').deep.equal(factors.split(' '));
      if (decision.step === 'enroll') expect(decision.declinable).to.equal(true);
    });
  }

  it('go on when enrolment is declined or impossible', () => {
    const request = asks({ voluntaryLevels: [2], declinedEnrollment: true });
    expect(decide(facts({ request }), now)).to.include({ step: 'continue', level: 1 });
    const offered = { request: asks({ voluntaryLevels: [3] }), enrollable: ['totp'] as const };
    expect(decide(facts(offered), now).step).to.equal('continue');
  });

  it('do not soften an enrolment that is required', () => {
    const request = asks({ voluntaryLevels: [2], declinedEnrollment: true });
    expect(decide(facts({ request, memberships: [member()] }), now)).to.include({
      step: 'enroll',
      declinable: false,
    });
    const offered = asks({ voluntaryLevels: [2] });
    expect(decide(facts({ request: offered, memberships: [member()] }), now)).to.include({
      declinable: false,
    });
  });

  it('that would take another factor ask for the one they have before it is offered, and both can be declined', () => {
    const proven = session({ proofs: { passwordAt: now, totpAt: now - hour } });
    const given = { user: people.totp, session: proven };
    expect(decide(facts({ ...given, request: asks({ voluntaryLevels: [3] }) }), now)).to.deep.include({
      step: 'challenge',
      factors: ['totp'],
      declinable: true,
    });
    const declined = asks({ voluntaryLevels: [3], declinedEnrollment: true });
    expect(decide(facts({ ...given, request: declined }), now)).to.include({ step: 'continue', level: 2 });
  });

  it('offer a key, which an essential level cannot ask to be bought', () => {
    const request = { voluntaryLevels: [3], essentialLevels: null, enrollableOnDemand: ['totp'] } as const;
    expect(decide(facts({ request: asks(request) }), now)).to.deep.include({ factors: ['webauthn'] });
    const essential = { ...request, voluntaryLevels: [], essentialLevels: [3] } as const;
    expect(decide(facts({ request: asks(essential) }), now).step).to.equal('unmet');
  });

  it('are no matter of a refresh', () => {
    expect(decide(facts({ at: 'token', request: asks({ voluntaryLevels: [3] }) }), now).step).to.equal(
      'continue',
    );
  });
});

import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { ChallengeDocument } from '../../../src/policy/enforcement/enforcement-document.ts';
import type { Facts, MembershipFacts, SessionFacts, UserFacts } from '../../../src/policy/facts.ts';
import {
  codesOf,
  day,
  facts,
  globex,
  hour,
  key,
  member,
  minute,
  now,
  passkey,
  passwordAndRecovery,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const enrolled = user({ factors: [totp], recoveryCodesLeft: 8 });
const owner = (over: Partial<Facts> = {}) => facts({ user: enrolled, ...over });
const stepOf = (given: Facts) => decide(given, now).step;

const challenging = (challenge: ChallengeDocument): MembershipFacts =>
  member({
    organization: { policies: [policy({ required: 'everyone', activation: 'immediately', challenge })] },
  });
const daily = challenging({ max_age_seconds: 86_400, new_address: true, remembered_device_days: 1 });

describe('ruling 2: a confirmed factor is asked of its owner', () => {
  it('without any organization', () => {
    const decision = decide(owner(), now);
    expect(decision).to.deep.include({ step: 'challenge', factors: ['totp'], recoveryCode: true });
    expect(codesOf(decision)).to.deep.equal(['own_factor']);
    expect(stepOf(owner({ session: session({ proofs: passwordAndTotp }) }))).to.equal('continue');
  });

  it('despite an exemption', () => {
    expect(stepOf(owner({ memberships: [member({ override: 'exempt' })] }))).to.equal('challenge');
  });

  it('at refresh as well', () => {
    expect(stepOf(owner({ at: 'token' }))).to.equal('challenge');
  });

  it('offers the key first, and no recovery code when none is left', () => {
    const both = user({ factors: [totp, key] });
    expect(decide(owner({ user: both }), now)).to.deep.include({
      factors: ['webauthn', 'totp'],
      recoveryCode: false,
    });
  });

  it('is satisfied by a passkey alone', () => {
    expect(stepOf(owner({ session: session({ proofs: passkey }) }))).to.equal('continue');
  });

  it('as often as the strictest of their organizations asks', () => {
    const stale = session({ openedAt: now - 20 * hour, proofs: { passwordAt: now, totpAt: now - 2 * hour } });
    const hourly = { ...globex(), organization: { ...globex().organization, policies: [] as never[] } };
    const hourlyPolicy = policy({
      required: 'nobody',
      activation: 'immediately',
      challenge: { max_age_seconds: 3600 },
    });
    const strict = { ...hourly, organization: { ...hourly.organization, policies: [hourlyPolicy] } };
    expect(stepOf(owner({ memberships: [daily], session: stale }))).to.equal('continue');
    expect(codesOf(decide(owner({ memberships: [daily, strict], session: stale }), now))).to.deep.equal([
      'mfa_too_old',
    ]);
  });
});

describe('ruling 2: an organization that has suspended the person', () => {
  const hourly = challenging({ max_age_seconds: 3600 });
  const stale = session({ openedAt: now - 20 * hour, proofs: { passwordAt: now, totpAt: now - 2 * hour } });
  const under = (membership: MembershipFacts) =>
    decide(owner({ memberships: [membership], session: stale }), now);

  it('neither shortens nor lengthens the time that a proof of the own factor is good for', () => {
    expect(under(hourly).step).to.equal('challenge');
    expect(under({ ...hourly, suspended: 'by_rule' }).step).to.equal('challenge');
    expect(under({ ...hourly, suspended: 'by_admin' }).step).to.equal('continue');
    const remembered = challenging({ remembered_device_days: 30 });
    const device = session({
      proofs: { passwordAt: now },
      rememberedDevice: { provenAt: now - hour, sameAddress: true },
    });
    const on = (suspended: MembershipFacts['suspended']) =>
      decide(owner({ memberships: [{ ...remembered, suspended }], session: device }), now).step;
    expect([on(null), on('by_admin')]).to.deep.equal(['continue', 'challenge']);
  });
});

describe('a used recovery code', () => {
  const lost = (over: Partial<UserFacts> = {}) =>
    user({
      factors: [totp],
      recoveryCodesLeft: 7,
      mustReplaceFactor: true,
      replaceFactorSince: now,
      ...over,
    });
  const came = (who: UserFacts, proofs: SessionFacts['proofs'], over: Partial<Facts> = {}) =>
    facts({ user: who, session: session({ proofs }), memberships: [member()], ...over });

  it('gives the sign-in it was used in', () => {
    expect(decide(came(lost(), passwordAndRecovery), now)).to.include({ step: 'continue', level: 2 });
  });

  it('at a later sign-in is no way on: enrolling is', () => {
    const earlier = lost({ replaceFactorSince: now - day });
    const decision = decide(came(earlier, passwordAndRecovery), now);
    expect(decision).to.deep.include({ step: 'enroll', proof: 'factor', declinable: false });
    expect(codesOf(decision)).to.deep.equal(['replace_factor']);
    expect(stepOf(came(earlier, passwordAndRecovery, { at: 'token' }))).to.equal('enroll');
  });

  it('at a later sign-in leaves the real factor open', () => {
    const earlier = lost({ replaceFactorSince: now - day });
    expect(decide(came(earlier, { passwordAt: now }), now)).to.deep.include({
      step: 'challenge',
      recoveryCode: true,
    });
    expect(stepOf(came(earlier, passwordAndTotp))).to.equal('continue');
  });

  it('lets no session go on when it is not known which one it opened', () => {
    expect(stepOf(came(user({ factors: [totp], mustReplaceFactor: true }), passwordAndRecovery))).to.equal(
      'enroll',
    );
  });

  it('ends the skipping of prompts on a remembered device', () => {
    const rememberedDevice = { provenAt: now - hour, sameAddress: true };
    const given = facts({ memberships: [daily], session: session({ rememberedDevice }) });
    expect(stepOf({ ...given, user: enrolled })).to.equal('continue');
    expect(stepOf({ ...given, user: lost({ replaceFactorSince: now - day }) })).to.equal('challenge');
  });
});

describe('how the own factor limits sessions', () => {
  it('T11: enrolling in an older session does not sign out', () => {
    const fresh = user({ factors: [{ kind: 'totp', confirmedAt: now - minute }] });
    const old = session({
      openedAt: now - 5 * day,
      proofs: { passwordAt: now - 5 * day, totpAt: now - minute },
    });
    expect(stepOf(facts({ user: fresh, session: old }))).to.equal('continue');
  });
});

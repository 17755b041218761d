import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { ChallengeDocument } from '../../../src/policy/enforcement/enforcement-document.ts';
import type { Facts, MembershipFacts, SessionFacts } from '../../../src/policy/facts.ts';
import {
  client,
  codesOf,
  day,
  facts,
  globex,
  hour,
  key,
  member,
  minute,
  now,
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

describe('challenge: how often a proof is asked again', () => {
  const proven = (age: number, over: Partial<SessionFacts> = {}) =>
    session({
      openedAt: now - 20 * hour,
      proofs: { passwordAt: now - 20 * hour, totpAt: now - age },
      ...over,
    });
  const short = challenging({ max_age_seconds: 3600, new_address: true });
  const table: readonly [string, MembershipFacts, SessionFacts, string[]][] = [
    ['every sign-in, proven hours ago in this session', member(), proven(20 * hour), []],
    ['every sign-in, from a new address', member(), proven(hour, { sameAddress: false }), []],
    ['within max_age', short, proven(hour), []],
    ['after max_age', short, proven(hour + 1), ['mfa_too_old']],
    ['from a new address', short, proven(minute, { sameAddress: false }), ['new_address']],
    [
      'a password given anew',
      short,
      proven(2 * hour, { proofs: { passwordAt: now, totpAt: now - 2 * hour } }),
      ['mfa_too_old'],
    ],
  ];
  for (const [name, membership, opened, codes] of table) {
    it(`${codes.length === 0 ? 'does not ask' : 'asks'}: ${name}`, () => {
      const given = owner({ memberships: [membership], session: opened });
      const decision = decide(given, now);
      expect([...new Set(codesOf(decision))]).to.deep.equal(codes);
      expect(decision.step).to.equal(codes.length === 0 ? 'continue' : 'challenge');
      expect(stepOf({ ...given, at: 'token' }), 'at token').to.equal('continue');
    });
  }
});

describe('ruling 7: suppressed prompts', () => {
  const device = (over = {}) => ({ provenAt: now - hour, sameAddress: true, ...over });
  const on = (rememberedDevice: SessionFacts['rememberedDevice'], over: Partial<Facts> = {}) =>
    owner({ memberships: [daily], session: session({ rememberedDevice }), ...over });

  it('skip the code under 24 h on the same device and address (T25), at level 1, until a known instant', () => {
    expect(decide(on(device()), now)).to.deep.equal({
      step: 'continue',
      level: 1,
      suppressed: [{ organizationId: 'org-acme', until: now + 23 * hour }],
    });
  });

  const refused: readonly [string, Facts][] = [
    ['after 24 h (T26)', on(device({ provenAt: now - day }))],
    ['from another address (T27)', on(device({ sameAddress: false }))],
    ['without the device cookie', on(null)],
    ['where the organization remembers no devices', on(device(), { memberships: [member()] })],
    ['where only the age is set', on(device(), { memberships: [challenging({ max_age_seconds: 86_400 })] })],
    ['when one of two organizations does not allow it', on(device(), { memberships: [daily, globex()] })],
    [
      'with a factor confirmed after it',
      on(device(), { user: user({ factors: [{ kind: 'totp', confirmedAt: now }] }) }),
    ],
    ['for a client that demands a level', on(device(), { client: client({ requireLevel: 2 }) })],
    ['for an extension', on(device(), { extensions: [{ name: 'risk', level: 2, mfaMaxAgeSeconds: null }] })],
    [
      'for an essential request',
      on(device(), { request: { voluntaryLevels: [], essentialLevels: [2], declinedEnrollment: false } }),
    ],
    [
      'for a voluntary request',
      on(device(), { request: { voluntaryLevels: [2], essentialLevels: null, declinedEnrollment: false } }),
    ],
  ];
  for (const [name, given] of refused) {
    it(`ask nevertheless ${name}`, () => expect(stepOf(given)).to.equal('challenge'));
  }

  it('never spare a member without a factor', () => {
    expect(stepOf(on(device(), { user: user() }))).to.equal('enroll');
  });

  it('do not let a TOTP of yesterday stand for a required key', () => {
    const challenge = { remembered_device_days: 30 };
    const keys = policy({ required: 'everyone', activation: 'immediately', challenge, minimum_acr: 3 });
    const memberships = [member({ organization: { policies: [keys] } })];
    const both = user({ factors: [totp, key] });
    expect(stepOf(on(device(), { user: both, memberships }))).to.equal('challenge');
    expect(stepOf(on(device({ factor: 'webauthn' }), { user: both, memberships }))).to.equal('continue');
  });

  it('are carried by a grant to their expiry, and no further', () => {
    const grant = (until: number, over: Partial<Facts> = {}) =>
      owner({
        at: 'token',
        memberships: [daily],
        session: session({ suppressedUntil: { 'org-acme': until } }),
        ...over,
      });
    expect(stepOf(grant(now + 1))).to.equal('continue');
    expect(stepOf(grant(now))).to.equal('challenge');
    expect(stepOf(grant(now + 1, { memberships: [member()] })), 'switched off since').to.equal('challenge');
    expect(stepOf(grant(now + 1, { user: user() })), 'factor reset since').to.equal('enroll');
    expect(stepOf(grant(now + 1, { at: 'authorization' })), 'a browser needs the cookie').to.equal(
      'challenge',
    );
  });
});

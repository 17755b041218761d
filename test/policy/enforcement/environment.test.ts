import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Facts } from '../../../src/policy/facts.ts';
import { client, facts, member, now, totp, user } from '../support/world.ts';

const enrolled = user({ factors: [totp], recoveryCodesLeft: 8 });
const owner = (over: Partial<Facts> = {}) => facts({ user: enrolled, ...over });
const stepOf = (given: Facts) => decide(given, now).step;

describe('ruling 8: environments', () => {
  const staging = (mfa: 'off' | 'pilot' | 'on', userInPilot = false) =>
    client({ environment: { name: 'staging', mfa, userInPilot } });
  const table: readonly [string, Facts['client'], string][] = [
    ['off', staging('off'), 'continue'],
    ['pilot, user not listed', staging('pilot'), 'continue'],
    ['pilot, user listed', staging('pilot', true), 'challenge'],
    ['on', staging('on'), 'challenge'],
  ];
  for (const [name, application, step] of table) {
    it(`${name}: organization policies and own factors end in ${step}`, () => {
      expect(stepOf(owner({ memberships: [member()], client: application }))).to.equal(step);
      expect(stepOf(owner({ client: application }))).to.equal(step);
    });
  }

  it('lift neither what the client nor what the request demands', () => {
    expect(stepOf(owner({ client: { ...staging('off'), requireLevel: 2 } }))).to.equal('challenge');
    const request = { voluntaryLevels: [], essentialLevels: [2 as const], declinedEnrollment: false };
    expect(stepOf(owner({ client: staging('off'), request }))).to.equal('challenge');
    const extensions = [{ name: 'risk', level: 2 as const, mfaMaxAgeSeconds: null }];
    expect(stepOf(owner({ client: staging('off'), extensions }))).to.equal('challenge');
  });

  it('lift no membership', () => {
    expect(stepOf(owner({ client: { ...staging('off'), organizationId: 'org-acme' } }))).to.equal('deny');
  });

  it('re-check at refresh: what was lifted at sign-in binds once the environment is on', () => {
    const grant = owner({ at: 'token', client: staging('off') });
    expect([stepOf(grant), stepOf({ ...grant, client: staging('on') })]).to.deep.equal([
      'continue',
      'challenge',
    ]);
  });
});

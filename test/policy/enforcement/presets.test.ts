import { expect } from 'chai';
import { defaultPolicy } from '../../../src/policy/enforcement/default-policy.ts';
import type { EnforcementDocument } from '../../../src/policy/enforcement/enforcement-document.ts';
import { toDocument } from '../../../src/policy/enforcement/policy-terms.ts';
import { presetNames, presets } from '../../../src/policy/enforcement/presets.ts';
import { resolvePolicy } from '../../../src/policy/enforcement/resolve-policy.ts';
import type { EnforcementPolicy } from '../../../src/policy/facts.ts';
import { day, now } from '../support/world.ts';

const timeZone = 'Europe/Brussels';

function resolved(
  document: EnforcementDocument,
  previous: EnforcementPolicy = defaultPolicy(now),
  at = now,
  zone = timeZone,
): EnforcementPolicy {
  const resolution = resolvePolicy(document, { now: at, timeZone: zone, previous });
  if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems));
  return resolution.policy;
}

describe('presets reproduce their sources', () => {
  const dayOrAddress = {
    maxAgeSeconds: 86_400,
    newAddress: true,
    rememberedDeviceDays: 1,
  };
  const table = {
    'by-midnight': [
      'everyone',
      'deadline',
      'end_at_deadline',
      'forbid',
      'at_next_sign_in',
      dayOrAddress,
      null,
    ],
    'everyone-ready': ['everyone', 'when_compliant', 'keep', 'remove', 'mfa_first', 'every_sign_in', null],
    'all-at-once': ['everyone', 'next_sign_in', 'keep', 'forbid', 'at_next_sign_in', 'every_sign_in', null],
    'chosen-people': ['nobody', 'next_sign_in', 'keep', 'forbid', 'at_next_sign_in', 'every_sign_in', null],
    'reset-driven': ['nobody', 'immediately', 'end_now', 'forbid', 'at_next_sign_in', 'every_sign_in', 30],
  } as const;
  for (const preset of presetNames) {
    it(preset, () => {
      const it = resolved({ preset });
      expect([
        it.required,
        it.activation.kind,
        it.sessions,
        it.selfDisable,
        it.joining,
        it.challenge,
        it.sessionMaxDays,
      ]).to.deep.equal([...table[preset]]);
      expect([it.factors, it.minimumLevel, it.enrollmentProof, it.graceDays]).to.deep.equal([
        ['totp', 'webauthn'],
        2,
        'mailbox',
        0,
      ]);
    });

    it(`${preset} is recognized in its policy, and its document answers the same policy`, () => {
      const saved = resolved({ preset });
      const document = toDocument(saved);
      expect(document.preset).to.equal(preset);
      expect(document).to.include.keys(Object.keys(presets[preset]));
      expect(resolved(document, saved, now + day)).to.equal(saved);
    });
  }

  it('any field can be set over a preset', () => {
    const it = resolved({
      preset: 'all-at-once',
      minimum_acr: 3,
      factors: ['webauthn', 'webauthn'],
      grace_days: 7,
    });
    expect(it).to.include({ required: 'everyone', minimumLevel: 3, graceDays: 7 });
    expect(it.factors).to.deep.equal(['webauthn']);
    expect(toDocument(it)).to.not.have.property('preset');
  });

  it('a document without a preset requires nobody until it says so', () => {
    expect(resolved({ grace_days: 1 }).required).to.equal('nobody');
    expect(resolved({ required: 'everyone' }).activation.kind).to.equal('next_sign_in');
    expect(resolved({ required: undefined, preset: 'all-at-once' }).required).to.equal('everyone');
  });
});

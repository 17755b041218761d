import { expect } from 'chai';
import { policyFromFields } from '../../../src/policy/enforcement/policy-from-fields.ts';
import { presets } from '../../../src/policy/enforcement/presets.ts';
import { onlyTurnsOn } from '../../../src/policy/enforcement/turning-on.ts';
import type { EnforcementPolicy } from '../../../src/policy/facts.ts';

const immediately = { activation: { kind: 'immediately' }, savedAt: 0 } as const;
const before = policyFromFields(presets['chosen-people'], immediately);
const everyone = policyFromFields(presets['all-at-once'], immediately);
const turnsOn = (stood: Partial<EnforcementPolicy>, saved: Partial<EnforcementPolicy>) =>
  onlyTurnsOn({ ...before, ...stood }, { ...everyone, ...saved });

describe('turning enforcement on (ruling 14)', () => {
  for (const name of ['by-midnight', 'everyone-ready', 'all-at-once'] as const)
    it(`by the preset ${name} is nothing else, from the beginning`, () => {
      expect(onlyTurnsOn(before, policyFromFields(presets[name], immediately))).to.equal(true);
    });

  it('is not what leaves nobody required', () => {
    expect(turnsOn({}, { required: 'nobody' })).to.equal(false);
  });

  const looser: readonly [
    what: string,
    stood: Partial<EnforcementPolicy>,
    saved: Partial<EnforcementPolicy>,
  ][] = [
    ['a first enrolment by mail where it took a ticket', { enrollmentProof: 'ticket' }, {}],
    ['a first enrolment without any proof', {}, { enrollmentProof: 'none' }],
    ['sessions of 30 days where they had one', { sessionMaxDays: 1 }, { sessionMaxDays: 30 }],
    ['sessions without days of their own where they had one', { sessionMaxDays: 1 }, {}],
    ['joining without a factor where it came first', { joining: 'mfa_first' }, {}],
    [
      'devices remembered for longer than a preset has it',
      {},
      {
        challenge: { maxAgeSeconds: null, newAddress: false, rememberedDeviceDays: 30 },
      },
    ],
  ];
  for (const [what, stood, saved] of looser)
    it(`is not all where it comes with ${what}`, () => {
      expect(turnsOn(stood, saved)).to.equal(false);
      // What stood so already is not made looser by it.
      expect(
        turnsOn({ ...stood, ...saved, ...keptBy(stood, saved) }, { ...saved, ...keptBy(stood, saved) }),
      ).to.equal(true);
    });

  /** The looser value of each field, as the policy that is saved has it. */
  function keptBy(stood: Partial<EnforcementPolicy>, saved: Partial<EnforcementPolicy>) {
    const names = Object.keys({ ...stood, ...saved }) as (keyof EnforcementPolicy)[];
    return Object.fromEntries(names.map((name) => [name, { ...everyone, ...saved }[name]]));
  }
});

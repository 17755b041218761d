import { expect } from 'chai';
import fc from 'fast-check';
import { type Loosening, looseningsOf } from '../../../src/policy/enforcement/loosening.ts';
import { changeOfField, type Field, policyChange } from './support/arbitrary-change.ts';
import { draws, situationOf } from './support/arbitrary-situation.ts';
import { asksLess, type Facet } from './support/asks-less.ts';

/** `LOOSENING_DRAWS=1000000` draws so many people; without it a few thousand, and more for as long as a few seconds. */
const wanted = Number(process.env.LOOSENING_DRAWS ?? 0);
const seed = Number(process.env.LOOSENING_SEED ?? 20261207);
const furtherSeconds = 3;

/** People looked at for each change of policy. */
const peopleAtATime = 12;
const people = fc.array(draws, { minLength: peopleAtATime, maxLength: peopleAtATime });

/** In how many changes the engine asked less of one of them, and in what. */
const seen = { changes: 0, loosened: 0, askedLess: 0, facets: new Map<Facet, number>() };

function soundness() {
  return fc.property(policyChange, people, (change, drawn) => {
    const isLoosening = looseningsOf(change.before, change.after).length > 0;
    const facets = drawn.map((each) => asksLess(change, situationOf(change, each)));
    const found = facets.filter((facet) => facet !== null);
    seen.changes += 1;
    if (isLoosening) seen.loosened += 1;
    if (found.length > 0) seen.askedLess += 1;
    for (const facet of found) seen.facets.set(facet, (seen.facets.get(facet) ?? 0) + 1);
    expect(isLoosening ? [] : found, 'asked less, and nothing said so').to.deep.equal([]);
  });
}

/** Where to look for what: a change of this field shows the ground. */
const shownBy: Readonly<Record<Exclude<Loosening, 'older_policies'>, Field>> = {
  required: 'required',
  activation: 'activation',
  sessions: 'sessions',
  self_disable: 'selfDisable',
  joining: 'joining',
  grace_days: 'graceDays',
  factors: 'factors',
  enrollment_proof: 'enrollmentProof',
  max_age_seconds: 'maxAgeSeconds',
  new_address: 'newAddress',
  session_max_days: 'sessionMaxDays',
  remembered_device_days: 'rememberedDeviceDays',
};

describe('ruling 26: loosening is what the engine says it is', function () {
  this.timeout(wanted === 0 ? 120_000 : 0);

  it('wherever the engine asks less of somebody after a policy was saved, saving it loosens', () => {
    fc.assert(soundness(), { numRuns: Math.max(400, Math.ceil(wanted / peopleAtATime)), seed });
    if (wanted > 0) console.log({ ...seen, people: seen.changes * peopleAtATime });
    const further = { interruptAfterTimeLimit: furtherSeconds * 1000, markInterruptAsFailure: false };
    if (wanted === 0) fc.assert(soundness(), { numRuns: 1_000_000, ...further, seed: seed + 1 });
    expect(seen.askedLess / seen.changes, 'too few changes made a difference').to.be.greaterThan(0.1);
    expect(seen.askedLess / seen.loosened, 'too few loosenings were shown').to.be.greaterThan(0.25);
  });

  for (const [ground, field] of Object.entries(shownBy) as [Loosening, Field][]) {
    it(`without the ground ${ground} some loosening would pass as none`, () => {
      const passes = fc.property(changeOfField(field), people, (change, drawn) => {
        const others = looseningsOf(change.before, change.after).filter((each) => each !== ground);
        if (others.length > 0) return;
        const found = drawn.map((each) => asksLess(change, situationOf(change, each)));
        expect(found.every((facet) => facet === null)).to.equal(true);
      });
      const { failed } = fc.check(passes, { numRuns: 10_000, endOnFailure: true, seed });
      expect(failed).to.equal(true);
    });
  }
});

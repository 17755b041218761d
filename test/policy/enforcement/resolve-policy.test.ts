import { expect } from 'chai';
import { defaultPolicy } from '../../../src/policy/enforcement/default-policy.ts';
import type { EnforcementDocument } from '../../../src/policy/enforcement/enforcement-document.ts';
import { toDocument } from '../../../src/policy/enforcement/policy-terms.ts';
import { presets } from '../../../src/policy/enforcement/presets.ts';
import { resolvePolicy } from '../../../src/policy/enforcement/resolve-policy.ts';
import type { EnforcementPolicy } from '../../../src/policy/facts.ts';
import { day, hour, monthAgo, now, policy } from '../support/world.ts';

const timeZone = 'Europe/Brussels';
/** Where no policy was saved. */
const none = defaultPolicy(monthAgo);
const tonight = Date.parse('2026-12-07T23:00:00Z');

function resolved(
  document: EnforcementDocument,
  previous: EnforcementPolicy = none,
  at = now,
  zone = timeZone,
): EnforcementPolicy {
  const resolution = resolvePolicy(document, { now: at, timeZone: zone, previous });
  if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems));
  return resolution.policy;
}

function problemPaths(document: EnforcementDocument): readonly string[] {
  const resolution = resolvePolicy(document, { now, timeZone, previous: none });
  return resolution.ok ? [] : resolution.problems.map(({ path }) => path);
}

describe('ruling 5: saving never disarms', () => {
  const saved = resolved({ preset: 'by-midnight' });

  it('resolves tonight once, in the zone of the organization', () => {
    expect(saved.activation).to.deep.equal({ kind: 'deadline', at: tonight, tonight: true });
    expect(saved.savedAt).to.equal(now);
  });

  it('keeps midnight, past or to come, when identical values are saved again', () => {
    for (const later of [hour, 3 * day]) {
      expect(resolved({ preset: 'by-midnight' }, saved, now + later)).to.equal(saved);
    }
  });

  it('keeps midnight when the values are the same but written out in another order', () => {
    const written: EnforcementDocument = {
      ...presets['by-midnight'],
      factors: ['webauthn', 'totp'],
      challenge: { remembered_device_days: 1, new_address: true, max_age_seconds: 86_400 },
    };
    expect(resolved(written, saved, now + 3 * day)).to.equal(saved);
  });

  it('keeps midnight when the organization moves to another zone (ruling 16)', () => {
    expect(resolved({ preset: 'by-midnight' }, saved, now + 3 * day, 'Pacific/Auckland')).to.equal(saved);
  });

  it('sets a new midnight when another value changes', () => {
    const changed = resolved({ preset: 'by-midnight', grace_days: 3 }, saved, now + 3 * day);
    expect(changed.activation).to.deep.equal({ kind: 'deadline', at: tonight + 3 * day, tonight: true });
    expect(changed.savedAt).to.equal(now + 3 * day);
  });

  it('does not take tonight for a deadline that was set by date', () => {
    const dated = resolved({ preset: 'by-midnight', activation: { deadline: '2027-06-01T00:00:00+02:00' } });
    expect(resolved({ preset: 'by-midnight' }, dated).activation).to.include({ at: tonight });
  });

  it('keeps a deadline written with another offset', () => {
    const document = { required: 'everyone', activation: { deadline: '2026-12-31T23:00:00Z' } } as const;
    const dated = resolved(document);
    const again = { required: 'everyone', activation: { deadline: '2027-01-01T00:00:00+01:00' } } as const;
    expect(resolved(again, dated, now + day)).to.equal(dated);
  });

  it('keeps the instant of immediately, so that sessions are not ended twice', () => {
    const first = policy({ preset: 'reset-driven' });
    expect(resolved({ preset: 'reset-driven' }, first)).to.equal(first);
  });
});

describe('ruling 19: the field grid', () => {
  const deadline = { deadline: '2027-01-01T00:00:00Z' };
  const grid: readonly [string, EnforcementDocument, readonly string[]][] = [
    [
      'end_at_deadline with immediately',
      { sessions: 'end_at_deadline', activation: 'immediately' },
      ['sessions'],
    ],
    [
      'end_at_deadline with next_sign_in',
      { sessions: 'end_at_deadline', activation: 'next_sign_in' },
      ['sessions'],
    ],
    [
      'end_at_deadline with when_compliant',
      { sessions: 'end_at_deadline', activation: 'when_compliant' },
      ['sessions'],
    ],
    ['end_at_deadline with a deadline', { sessions: 'end_at_deadline', activation: deadline }, []],
    ['end_at_deadline with tonight', { sessions: 'end_at_deadline', activation: 'tonight' }, []],
    ['end_now with a deadline', { sessions: 'end_now', activation: deadline }, ['sessions']],
    ['end_now with tonight', { sessions: 'end_now', activation: 'tonight' }, ['sessions']],
    ['end_now with immediately', { sessions: 'end_now', activation: 'immediately' }, []],
    ['keep with a deadline', { sessions: 'keep', activation: deadline }, []],
    ['a deadline in the past', { activation: { deadline: '2020-01-01T00:00:00Z' } }, []],
    [
      'a deadline without an offset',
      { activation: { deadline: '2027-01-01T00:00:00' } },
      ['activation.deadline'],
    ],
    ['a deadline that is no date', { activation: { deadline: 'soon' } }, ['activation.deadline']],
    ['no factors', { factors: [] }, ['factors']],
    ['level 3 with TOTP alone', { factors: ['totp'], minimum_acr: 3 }, ['minimum_acr']],
    ['level 3 with a key allowed', { factors: ['totp', 'webauthn'], minimum_acr: 3 }, []],
    ['a minimum that the password reaches', { minimum_acr: 1 }, ['minimum_acr']],
    ['negative grace', { grace_days: -1 }, ['grace_days']],
    ['half a day of grace', { grace_days: 0.5 }, ['grace_days']],
    ['a session of 31 days', { challenge: { session_max_days: 31 } }, ['challenge.session_max_days']],
    ['a session of 0 days', { challenge: { session_max_days: 0 } }, ['challenge.session_max_days']],
    ['an age of 0 seconds', { challenge: { max_age_seconds: 0 } }, ['challenge.max_age_seconds']],
    [
      '-1 remembered days',
      { challenge: { remembered_device_days: -1 } },
      ['challenge.remembered_device_days'],
    ],
  ];
  for (const [name, document, paths] of grid) {
    it(`${paths.length === 0 ? 'accepts' : 'refuses'} ${name}`, () => {
      expect(problemPaths({ required: 'everyone', ...document })).to.deep.equal(paths);
    });
  }

  it('says how large a number may be, where there is such a bound', () => {
    const challenge = { max_age_seconds: 0, session_max_days: 31, remembered_device_days: 366 };
    const resolution = resolvePolicy({ grace_days: 366, challenge }, { now, timeZone, previous: none });
    const problems = resolution.ok ? [] : resolution.problems.map(({ path, problem }) => [path, problem]);
    expect(Object.fromEntries(problems)).to.deep.equal({
      grace_days: 'must be a whole number, at least 0 and at most 365',
      'challenge.max_age_seconds': 'must be a whole number, at least 1',
      'challenge.session_max_days': 'must be a whole number, at least 1 and at most 30',
      'challenge.remembered_device_days': 'must be a whole number, at least 1 and at most 365',
    });
  });

  it('names every problem at once', () => {
    const document: EnforcementDocument = {
      activation: 'immediately',
      sessions: 'end_at_deadline',
      grace_days: -1,
    };
    expect(problemPaths(document)).to.deep.equal(['sessions', 'grace_days']);
  });
});

describe('a document without a preset', () => {
  const later = now + 3 * day;
  const dated: EnforcementDocument = {
    preset: 'by-midnight',
    activation: { deadline: '2027-06-01T00:00:00+02:00' },
  };
  const saved: Readonly<Record<string, EnforcementPolicy>> = {
    'by-midnight, passed': resolved({ preset: 'by-midnight' }),
    'by-midnight, ahead': resolved({ preset: 'by-midnight' }, none, later - hour),
    'a deadline ahead': resolved(dated),
    'everyone-ready': resolved({ preset: 'everyone-ready' }),
    'all-at-once': resolved({ preset: 'all-at-once' }),
    'reset-driven': resolved({ preset: 'reset-driven' }),
    'none saved': none,
  };

  for (const [name, previous] of Object.entries(saved))
    it(`changes what it says of the policy saved last, and nothing else: ${name}`, () => {
      const changes: readonly [EnforcementDocument, Partial<EnforcementPolicy>][] = [
        [{ factors: ['totp'] }, { factors: ['totp'] }],
        [{ grace_days: 3 }, { graceDays: 3 }],
        [{ enrollment_proof: 'ticket' }, { enrollmentProof: 'ticket' }],
        [{ challenge: { max_age_seconds: 60 } }, challengeOf(60)],
      ];
      for (const [document, changed] of changes)
        expect(resolved(document, previous, later)).to.deep.equal({
          ...previous,
          ...changed,
          savedAt: later,
        });
    });

  it('turns enforcement off, and on again as it was', () => {
    const before = saved['all-at-once'] ?? none;
    const off = resolved({ required: 'nobody' }, before, later);
    expect(off).to.deep.equal({ ...before, required: 'nobody', savedAt: later });
    const on = resolved({ required: 'everyone' }, off, later + hour);
    expect(on).to.deep.equal({ ...before, savedAt: later + hour });
  });

  it('is held against the field grid with what it leaves out', () => {
    const previous = resolved({ preset: 'by-midnight' });
    const resolution = resolvePolicy({ activation: 'immediately' }, { now: later, timeZone, previous });
    expect(resolution).to.have.property('ok', false);
    expect(resolution).to.have.nested.property('problems[0].path', 'sessions');
    expect(resolved({ activation: 'immediately', sessions: 'end_now' }, previous, later)).to.include({
      sessions: 'end_now',
    });
  });

  const nothing: Readonly<Record<string, EnforcementDocument>> = {
    'no field': {},
    'fields that say nothing': { preset: undefined, required: undefined, challenge: undefined },
  };
  for (const [name, document] of Object.entries(nothing))
    it(`is refused with ${name}`, () => {
      for (const previous of Object.values(saved)) {
        const resolution = resolvePolicy(document, { now, timeZone, previous });
        expect(resolution).to.have.nested.property('problems[0].path', 'preset');
      }
    });

  it('keeps the policy, with its instant, where it says what is saved already', () => {
    for (const previous of Object.values(saved)) {
      const { preset: _, ...fields } = toDocument(previous);
      expect(resolved(fields, previous, later)).to.equal(previous);
      for (const [field, value] of Object.entries(fields))
        expect(resolved({ [field]: value }, previous, later), field).to.equal(previous);
    }
  });
});

describe('tonight, said again beside a change', () => {
  const saved = resolved({ preset: 'by-midnight' });

  it('keeps a midnight that lies ahead, in another zone too (ruling 16)', () => {
    for (const zone of [timeZone, 'Pacific/Auckland'])
      for (const document of [
        { preset: 'by-midnight', grace_days: 3 },
        { activation: 'tonight', grace_days: 3 },
      ])
        expect(resolved(document as EnforcementDocument, saved, now + hour, zone)).to.deep.equal({
          ...saved,
          graceDays: 3,
          savedAt: now + hour,
        });
  });

  it('is the next midnight once that has passed: enforcement turned on again leaves people until tonight (T8)', () => {
    const off = resolved({ required: 'nobody' }, saved, now + day);
    const on = resolved({ preset: 'by-midnight' }, off, now + 90 * day);
    expect(on.activation).to.deep.equal({ kind: 'deadline', at: tonight + 90 * day, tonight: true });
  });

  it('is kept by its instant as well, as the API answers it', () => {
    const answered = toDocument(saved);
    expect(resolved({ ...answered, grace_days: 3 }, saved, now + 3 * day)).to.deep.equal({
      ...saved,
      graceDays: 3,
      savedAt: now + 3 * day,
    });
  });
});

function challengeOf(maxAgeSeconds: number): Partial<EnforcementPolicy> {
  const rest = { newAddress: false, rememberedDeviceDays: null };
  return { challenge: { maxAgeSeconds, ...rest }, sessionMaxDays: null };
}

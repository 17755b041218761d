import { expect } from 'chai';
import fc from 'fast-check';
import { defaultPolicy } from '../../../src/policy/enforcement/default-policy.ts';
import type { EnforcementDocument } from '../../../src/policy/enforcement/enforcement-document.ts';
import { isLoosening, type Loosening, looseningsOf } from '../../../src/policy/enforcement/loosening.ts';
import { policiesAfterSaving } from '../../../src/policy/enforcement/saved-policies.ts';
import type { EnforcementPolicy } from '../../../src/policy/facts.ts';
import { day, hour, now, policy } from '../support/world.ts';
import { type Draws, draws, enforcedAgain, situationOf } from './support/arbitrary-situation.ts';
import { asksLess } from './support/asks-less.ts';
import type { PolicyChange } from './support/situation.ts';

const base = { required: 'everyone', activation: 'immediately' } as const;
const inDays = (days: number) => ({ deadline: new Date(now + days * day).toISOString() });
const announced = { required: 'everyone', activation: inDays(10) } as const;
const ending = { ...announced, sessions: 'end_at_deadline' } as const;
const every = (challenge: EnforcementDocument['challenge']) => ({ ...base, challenge });
const aged = { max_age_seconds: 3600 };
const remembered = { max_age_seconds: 86_400, remembered_device_days: 1 };
const life = (days: number) => every({ session_max_days: days });

type Row = readonly [name: string, before: EnforcementDocument, after: EnforcementDocument];

/** What asks nothing less of anybody. */
const tightenings: readonly Row[] = [
  ['nobody → everyone', { required: 'nobody', activation: 'immediately' }, base],
  ['chosen people → everyone at the next sign-in', { preset: 'chosen-people' }, { preset: 'all-at-once' }],
  ['nobody → everyone with days of grace', { preset: 'chosen-people' }, { ...base, grace_days: 30 }],
  ['next sign-in → immediately', { ...base, activation: 'next_sign_in' }, base],
  [
    'immediately → next sign-in: sessions from before stay under the old one',
    base,
    { preset: 'all-at-once' },
  ],
  ['immediately → a deadline: until then the old one binds', base, announced],
  ['a deadline that has passed → a later one', { ...base, activation: inDays(-1) }, announced],
  ['an earlier deadline', announced, { ...announced, activation: inDays(9) }],
  ['an earlier deadline that ends sessions', ending, { ...ending, activation: inDays(9) }],
  ['a deadline → immediately', announced, base],
  ['keep → end at the deadline', announced, ending],
  ['keep → end now', base, { ...base, sessions: 'end_now' }],
  ['end now → end at a deadline to come', { ...base, sessions: 'end_now' }, ending],
  ['remove → suspend', { ...base, self_disable: 'remove' }, { ...base, self_disable: 'suspend' }],
  ['remove → forbid', { ...base, self_disable: 'remove' }, base],
  ['at the next sign-in → MFA first', base, { ...base, joining: 'mfa_first' }],
  ['fewer days of grace', { ...base, grace_days: 9 }, { ...base, grace_days: 8 }],
  ['any factor → keys alone', base, { ...base, factors: ['webauthn'] }],
  ['level 2 → level 3', base, { ...base, minimum_acr: 3 }],
  [
    'an app is allowed as well, which level 3 does not accept',
    { ...base, factors: ['webauthn'], minimum_acr: 3 },
    { ...base, minimum_acr: 3 },
  ],
  ['no proof → mailbox', { ...base, enrollment_proof: 'none' }, base],
  ['mailbox → ticket', base, { ...base, enrollment_proof: 'ticket' }],
  ['every sign-in → again after an hour, no device remembered', base, every(aged)],
  ['again after a shorter time', every(aged), every({ max_age_seconds: 1800 })],
  ['from a new address as well', every(aged), every({ ...aged, new_address: true })],
  [
    'devices remembered for fewer days',
    every({ remembered_device_days: 2 }),
    every({ remembered_device_days: 1 }),
  ],
  [
    'devices remembered for more days, but never longer than the proof counts',
    every(remembered),
    every({ max_age_seconds: 3600, remembered_device_days: 30 }),
  ],
  ['devices remembered no more', every(remembered), every({ max_age_seconds: 86_400 })],
  ['sessions of 30 days → of 7', life(30), life(7)],
  ['sessions of 30 days → of 24 hours and an hour idle', life(30), base],
  ['the same again', base, base],
];

/** What asks less of somebody, and in what. */
const loosenings: readonly (readonly [...Row, Loosening])[] = [
  ['everyone → nobody', base, { required: 'nobody', activation: 'immediately' }, 'required'],
  ['everyone → nobody from a deadline on', base, { required: 'nobody', activation: inDays(3) }, 'required'],
  ['a later deadline', announced, { ...announced, activation: inDays(11) }, 'activation'],
  [
    'a deadline → next sign-in: sessions from before go on',
    announced,
    { preset: 'all-at-once' },
    'activation',
  ],
  [
    'a deadline to come → one that has passed: it ends no session of now',
    ending,
    { ...ending, activation: inDays(-1) },
    'activation',
  ],
  ['end at the deadline → keep', ending, announced, 'sessions'],
  ['end now → keep', { ...base, sessions: 'end_now' }, base, 'sessions'],
  ['forbid → suspend', base, { ...base, self_disable: 'suspend' }, 'self_disable'],
  [
    'suspend → remove',
    { ...base, self_disable: 'suspend' },
    { ...base, self_disable: 'remove' },
    'self_disable',
  ],
  ['MFA first → at the next sign-in', { ...base, joining: 'mfa_first' }, base, 'joining'],
  [
    'MFA first → at the next sign-in, where nobody is required but who comes back and was before',
    { required: 'nobody', joining: 'mfa_first' },
    { required: 'nobody' },
    'joining',
  ],
  ['more days of grace', { ...base, grace_days: 8 }, { ...base, grace_days: 9 }, 'grace_days'],
  ['keys alone → any factor', { ...base, factors: ['webauthn'] }, base, 'factors'],
  ['apps alone → keys alone', { ...base, factors: ['totp'] }, { ...base, factors: ['webauthn'] }, 'factors'],
  ['level 3 → level 2', { ...base, minimum_acr: 3 }, base, 'factors'],
  [
    'level 3 → level 2, of keys alone: recovery codes count',
    { ...base, factors: ['webauthn'], minimum_acr: 3 },
    { ...base, factors: ['webauthn'] },
    'factors',
  ],
  ['ticket → mailbox', { ...base, enrollment_proof: 'ticket' }, base, 'enrollment_proof'],
  ['mailbox → no proof', base, { ...base, enrollment_proof: 'none' }, 'enrollment_proof'],
  ['again after a longer time', every(aged), every({ max_age_seconds: 7200 }), 'max_age_seconds'],
  ['again after an hour → every sign-in: an old proof stays one', every(aged), base, 'max_age_seconds'],
  [
    'from a new address → every sign-in: another address is none',
    every({ new_address: true }),
    base,
    'new_address',
  ],
  [
    'devices are remembered',
    every(aged),
    every({ ...aged, remembered_device_days: 1 }),
    'remembered_device_days',
  ],
  [
    'devices are remembered for more days',
    every({ remembered_device_days: 1 }),
    every({ remembered_device_days: 2 }),
    'remembered_device_days',
  ],
  ['24 hours and an hour idle → sessions of 30 days', base, life(30), 'session_max_days'],
  ['24 hours and an hour idle → sessions of one day, however idle', base, life(1), 'session_max_days'],
  ['sessions of 7 days → of 30', life(7), life(30), 'session_max_days'],
  ['sessions of 7 days → no such end: what has no other limit', life(7), base, 'session_max_days'],
  [
    'the same for people of whom nothing is required',
    { ...life(7), required: 'nobody' },
    { ...base, required: 'nobody' },
    'session_max_days',
  ],
];

const beginning = defaultPolicy(now - 60 * day);

/** Saved three days ago, after nothing. */
function changeOf(before: EnforcementDocument, after: EnforcementDocument): PolicyChange {
  const latest = policy(before, { savedAt: now - 3 * day });
  return { savedAt: now, before: [latest, beginning], after: policy(after, { savedAt: now }) };
}

const people = fc.sample(draws, { numRuns: 4000, seed: 20261207 });
const again = people.map(enforcedAgain);
const isShown = (change: PolicyChange, drawn: readonly Draws[] = [...people, ...again]) =>
  drawn.some((each) => asksLess(change, situationOf(change, each)) !== null);

describe('ruling 26: what loosens, and what does not', () => {
  for (const [name, before, after] of tightenings) {
    it(`does not: ${name}`, () => {
      const change = changeOf(before, after);
      expect(looseningsOf(change.before, change.after)).to.deep.equal([]);
      expect(isShown(change, [...people.slice(0, 1000), ...again.slice(0, 500)])).to.equal(false);
    });
  }

  for (const [name, before, after, ground] of loosenings) {
    it(`does, and the engine shows it: ${name}`, () => {
      const change = changeOf(before, after);
      expect(looseningsOf(change.before, change.after)).to.include(ground);
      expect(isShown(change)).to.equal(true);
    });
  }
});

describe('ruling 26: what stands before is more than the policy that was saved last', () => {
  const at = (ago: number, document: EnforcementDocument) => policy(document, { savedAt: now - ago });
  const standing = (...policies: readonly EnforcementPolicy[]) => [
    ...policies.reduce(policiesAfterSaving, [] as readonly EnforcementPolicy[]),
    beginning,
  ];
  const apps = { ...base, factors: ['totp'] } as const;
  const strict = { ...base, minimum_acr: 3 } as const;

  const rows: readonly [string, readonly EnforcementPolicy[], EnforcementDocument, boolean][] = [
    [
      'a weaker policy that was announced comes sooner',
      standing(at(5 * day, strict), at(hour, announced)),
      { ...announced, activation: inDays(1) },
      true,
    ],
    [
      'a weaker policy that was announced comes when it was to',
      standing(at(5 * day, strict), at(hour, announced)),
      { ...announced, self_disable: 'forbid', grace_days: 0, sessions: 'end_at_deadline' },
      false,
    ],
    [
      'a weaker policy for later sign-ins reaches all sessions',
      standing(at(5 * day, strict), at(hour, { preset: 'all-at-once' })),
      base,
      true,
    ],
    [
      'the same in the very instant in which that one was saved',
      standing(at(5 * day, strict), at(0, { preset: 'all-at-once' })),
      base,
      true,
    ],
    [
      'what is announced comes sooner, and weaker',
      standing(at(5 * day, base), at(hour, { ...announced, minimum_acr: 3 })),
      { ...announced, activation: inDays(1) },
      true,
    ],
    [
      'everyone at the next sign-in with other factors: who is enforced again in an old session has these',
      standing(at(5 * day, apps), at(hour, { preset: 'chosen-people', factors: ['webauthn'] })),
      { preset: 'all-at-once', factors: ['webauthn'] },
      true,
    ],
    [
      'nobody at the next sign-in: who is chosen in an old session stays under what stood then',
      standing(at(5 * day, apps), at(hour, { preset: 'chosen-people', factors: ['webauthn'] })),
      { preset: 'chosen-people', factors: ['webauthn'], minimum_acr: 3 },
      false,
    ],
    [
      'nobody at once, where nobody was for later sign-ins: who is chosen in an old session is not signed out',
      standing(at(5 * day, base), at(hour, { preset: 'chosen-people' })),
      { preset: 'chosen-people', activation: 'immediately' },
      true,
    ],
    [
      'turning off is announced, and comes sooner',
      standing(at(5 * day, base), at(hour, { required: 'nobody', activation: inDays(10) })),
      { required: 'nobody', activation: inDays(1) },
      true,
    ],
    [
      'everyone is announced where nobody was, with other factors: who is enforced again has these',
      standing(
        at(5 * day, { ...base, factors: ['totp'] }),
        at(hour, { required: 'nobody', activation: inDays(10), factors: ['webauthn'] }),
      ),
      { ...announced, factors: ['webauthn'] },
      true,
    ],
  ];
  for (const [name, before, after, loosens] of rows) {
    it(`${loosens ? 'loosens' : 'does not loosen'}: ${name}`, () => {
      const change = { savedAt: now, before, after: policy(after, { savedAt: now }) };
      expect(isLoosening(change.before, change.after)).to.equal(loosens);
      expect(isShown(change)).to.equal(loosens);
    });
  }

  it('loosens: one more policy than are kept, which lets go of the sessions of the oldest', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      at(31 * hour - index * hour, { preset: 'all-at-once', grace_days: 60 - index }),
    );
    const change = (...first: EnforcementPolicy[]): PolicyChange => ({
      savedAt: now,
      before: standing(...first, ...many),
      after: policy({ preset: 'all-at-once', grace_days: 1 }, { savedAt: now }),
    });
    const [enough, tooMany] = [change(), change(at(40 * hour, base))];
    expect(looseningsOf(enough.before, enough.after)).to.deep.equal([]);
    expect(looseningsOf(tooMany.before, tooMany.after)).to.deep.equal(['older_policies']);
    expect([isShown(enough), isShown(tooMany)]).to.deep.equal([false, true]);
  });
});

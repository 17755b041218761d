import fc from 'fast-check';
import type { Override, PlanName, Role } from './model.ts';
import { type Change, peopleCount, policyNames, type Step } from './steps.ts';

const who = fc.nat(peopleCount - 1);
/** The people, and two addresses that nobody has. */
const guest = fc.nat(peopleCount + 1);
const role = fc.constantFrom<Role>('owner', 'admin', 'member', 'member');
const hours = fc.constantFrom(1, 2, 5, 24, 100);
const often = <T>(value: T, weight: number) => ({ arbitrary: fc.constant(value), weight });

const enforce = fc.record({
  step: fc.constant('enforce' as const),
  policy: fc.constantFrom(...policyNames, 'all-at-once' as const, 'by-midnight' as const),
  activation: fc.oneof(
    often('as_preset' as const, 4),
    often('immediately' as const, 2),
    often('next_sign_in' as const, 2),
    { arbitrary: hours, weight: 3 },
  ),
  sessions: fc.oneof(
    often('as_preset' as const, 4),
    often('keep' as const, 1),
    often('end_at_deadline' as const, 2),
    often('end_now' as const, 1),
  ),
});

const overrideOf = (person: fc.Arbitrary<number>) =>
  fc.record({
    step: fc.constant('override' as const),
    who: person,
    override: fc.constantFrom<Override>('inherit', 'required', 'exempt'),
    exemptHours: fc.option(hours),
  });

const plan = fc.record({
  step: fc.constant('plan' as const),
  plan: fc.constantFrom<PlanName>('free', 'team', 'team', 'enterprise', 'enterprise'),
  trialHours: fc.option(hours, { freq: 3 }),
});

const invite = fc.record({
  step: fc.constant('invite' as const),
  guest,
  role,
  addSeats: fc.constantFrom(0, 0, 1, 2),
});

type OfMember = 'suspend' | 'reinstate' | 'remove' | 'add' | 'reset';
const memberStep = (person: fc.Arbitrary<number>, ...steps: readonly OfMember[]) =>
  fc.record({ step: fc.constantFrom(...steps), who: person });

const seats = fc.record({ step: fc.constant('seats' as const), seats: fc.integer({ min: 1, max: 8 }) });

const change: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: enforce, weight: 14 },
  { arbitrary: overrideOf(who), weight: 12 },
  { arbitrary: fc.record({ step: fc.constant('role' as const), who, role }), weight: 4 },
  { arbitrary: memberStep(who, 'suspend', 'reinstate', 'remove', 'add', 'add'), weight: 12 },
  { arbitrary: memberStep(who, 'reset'), weight: 2 },
  { arbitrary: seats, weight: 5 },
  { arbitrary: plan, weight: 5 },
  { arbitrary: invite, weight: 8 },
  { arbitrary: fc.record({ step: fc.constant('revoke' as const), guest }), weight: 3 },
);

/** Setting up takes eleven hashes, so most are cancelled. */
const enrolling = fc.oneof(often('completed' as const, 1), often('cancelled' as const, 3));

const signIn = fc.record({
  step: fc.constant('sign_in' as const),
  who,
  browser: fc.constantFrom('new' as const, 'known' as const),
  enrolling,
  meanwhile: fc.option(change, { freq: 3 }),
});

const join = fc.record({ step: fc.constant('join' as const), who, role, enrolling });

/** From a minute to some days; the steps near an hour and a day matter most. */
const travel = fc.record({
  step: fc.constantFrom('travel' as const, 'travel_and_sweep' as const),
  minutes: fc.constantFrom(1, 4, 20, 50, 59, 61, 120, 300, 600, 1439, 1441, 3000, 11_000),
});

/** Counted from the latest. */
const session = fc.nat(6);

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: change, weight: 50 },
  { arbitrary: travel, weight: 12 },
  { arbitrary: signIn, weight: 6 },
  { arbitrary: join, weight: 3 },
  { arbitrary: fc.record({ step: fc.constant('come_back' as const), session }), weight: 6 },
  { arbitrary: fc.record({ step: fc.constant('refresh' as const), session }), weight: 18 },
  { arbitrary: fc.record({ step: fc.constant('userinfo' as const), session }), weight: 5 },
);

/** Whoever has no app to begin with signs in, things happen to them, and their session is used: what policies are about. */
const tale: fc.Arbitrary<readonly Step[]> = fc.constantFrom(2, 2, 3, 4).chain((person) => {
  const him = fc.constant(person);
  const event = fc.oneof(
    { arbitrary: enforce, weight: 5 },
    { arbitrary: overrideOf(him), weight: 5 },
    { arbitrary: memberStep(him, 'suspend', 'reinstate', 'remove', 'add'), weight: 4 },
    { arbitrary: travel, weight: 3 },
    { arbitrary: plan, weight: 1 },
  );
  return fc
    .tuple(signIn, fc.array(event, { minLength: 1, maxLength: 6 }))
    .map(([first, events]) => [
      { ...first, who: person },
      ...events,
      { step: 'refresh', session: 0 },
      { step: 'come_back', session: 0 },
    ]);
});

/** Seats are short, and invitations run out. */
const shortage: fc.Arbitrary<readonly Step[]> = fc.tuple(seats, invite, travel, invite, seats);

/** The life of one organization; about fifty steps, a hundred at times. */
export const life: fc.Arbitrary<readonly Step[]> = fc
  .noBias(
    fc.array(
      fc.oneof(
        { arbitrary: fc.tuple(step), weight: 12 },
        { arbitrary: tale, weight: 2 },
        { arbitrary: shortage, weight: 1 },
      ),
      { minLength: 1, maxLength: 50, size: 'max' },
    ),
  )
  .map((parts) => parts.flat());

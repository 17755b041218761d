import fc from 'fast-check';
import type { Override, PlanName, Role } from './model.ts';

/** Presets and `off`, which is everything revoked (M10). */
export const policyNames = [
  'by-midnight',
  'everyone-ready',
  'all-at-once',
  'chosen-people',
  'reset-driven',
  'off',
] as const;

export type PolicyName = (typeof policyNames)[number];

/** A whole number stands for hours until the deadline. */
export type Activation = 'as_preset' | 'immediately' | 'next_sign_in' | number;
export type Sessions = 'as_preset' | 'keep' | 'end_at_deadline' | 'end_now';

/** One thing that happens in the life of an organization. `who` is the number of a person. */
export type Change =
  | {
      readonly step: 'enforce';
      readonly policy: PolicyName;
      readonly activation: Activation;
      readonly sessions: Sessions;
    }
  | {
      readonly step: 'override';
      readonly who: number;
      readonly override: Override;
      readonly exemptHours: number | null;
    }
  | { readonly step: 'role'; readonly who: number; readonly role: Role }
  | { readonly step: 'suspend' | 'reinstate' | 'remove'; readonly who: number }
  | { readonly step: 'add' | 'reset'; readonly who: number }
  | { readonly step: 'seats'; readonly seats: number }
  | { readonly step: 'plan'; readonly plan: PlanName; readonly trialHours: number | null }
  | { readonly step: 'invite'; readonly guest: number; readonly role: Role; readonly addSeats: number }
  | { readonly step: 'revoke'; readonly guest: number };

export type Step =
  | Change
  | { readonly step: 'travel' | 'travel_and_sweep'; readonly minutes: number }
  | {
      readonly step: 'sign_in';
      readonly who: number;
      readonly browser: 'new' | 'known';
      readonly enrolling: 'completed' | 'cancelled';
      /** Happens between the code and its redemption. */
      readonly meanwhile: Change | null;
    }
  | {
      readonly step: 'join';
      readonly who: number;
      readonly role: Role;
      readonly enrolling: 'completed' | 'cancelled';
    }
  | { readonly step: 'come_back' | 'refresh' | 'userinfo'; readonly session: number };

export const peopleCount = 5;
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

const override = fc.record({
  step: fc.constant('override' as const),
  who,
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

const oneMember = (...steps: readonly ('suspend' | 'reinstate' | 'remove' | 'add' | 'reset')[]) =>
  fc.record({ step: fc.constantFrom(...steps), who });

const change: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: enforce, weight: 14 },
  { arbitrary: override, weight: 12 },
  { arbitrary: fc.record({ step: fc.constant('role' as const), who, role }), weight: 4 },
  { arbitrary: oneMember('suspend', 'reinstate', 'remove', 'add', 'add'), weight: 12 },
  { arbitrary: oneMember('reset'), weight: 2 },
  {
    arbitrary: fc.record({ step: fc.constant('seats' as const), seats: fc.integer({ min: 1, max: 8 }) }),
    weight: 5,
  },
  { arbitrary: plan, weight: 5 },
  { arbitrary: invite, weight: 8 },
  { arbitrary: fc.record({ step: fc.constant('revoke' as const), guest }), weight: 3 },
);

/** Setting up takes eleven hashes, so most are cancelled. */
const enrolling = fc.oneof(often('completed' as const, 1), often('cancelled' as const, 3));

const signIn = fc.record({
  step: fc.constant('sign_in' as const),
  // More often those who have no app to begin with: they are whom policies are about.
  who: fc.constantFrom(0, 1, 2, 2, 3, 3, 4),
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
  { arbitrary: signIn, weight: 9 },
  { arbitrary: join, weight: 3 },
  { arbitrary: fc.record({ step: fc.constant('come_back' as const), session }), weight: 6 },
  { arbitrary: fc.record({ step: fc.constant('refresh' as const), session }), weight: 18 },
  { arbitrary: fc.record({ step: fc.constant('userinfo' as const), session }), weight: 5 },
);

/** The life of one organization; long by preference, shorter only where a failure is being narrowed down. */
export const life: fc.Arbitrary<readonly Step[]> = fc.noBias(
  fc.array(step, { minLength: 1, maxLength: 80, size: 'max' }),
);

/** A line a step, e.g. `3. enforce policy=off activation=as_preset`. */
export function inWords(steps: readonly Step[]): string {
  return steps.map((each, index) => `${String(index + 1).padStart(4)}. ${wordsOf(each)}`).join('\n');
}

function wordsOf({ step: name, ...rest }: Step): string {
  const said = Object.entries(rest).map(([key, value]) =>
    typeof value === 'object' && value !== null ? `${key}=(${wordsOf(value as Change)})` : `${key}=${value}`,
  );
  return [name, ...said].join(' ');
}

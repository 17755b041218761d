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

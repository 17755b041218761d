import { z } from 'zod';
import { named, wholeNumber, yesOrNo } from './values.ts';

/** What an organization on a plan may do. */
export interface Plan {
  /** Seats that come with the plan; null means no limit. */
  readonly seatsIncluded: number | null;
  /** Whether seats can be added beyond the included ones. */
  readonly seatsCanBeAdded: boolean;
  /** The entitlement to enforce MFA. */
  readonly enforcement: boolean;
  /** How many days a trial of this plan runs when no end is given; null: no trial. */
  readonly trialDays: number | null;
}

const plan = z.strictObject({
  seatsIncluded: z.union([z.null(), wholeNumber(1, 10_000_000)]),
  seatsCanBeAdded: yesOrNo(),
  enforcement: yesOrNo(),
  trialDays: z.union([z.null(), wholeNumber(1, 3650)]).default(null),
});

/** The plans of an installation by name. A file's plans replace the shipped ones; they are not merged. */
export const plansSchema = named(
  'plan names of lower-case letters, digits and hyphens',
  (name) => /^[a-z0-9](-?[a-z0-9])*$/.test(name),
  plan,
);

/** The plans when the configuration names none; config/plans.yaml spells them out for copying. */
export const shippedPlans: Readonly<Record<string, Plan>> = {
  free: { seatsIncluded: 3, seatsCanBeAdded: false, enforcement: false, trialDays: null },
  team: { seatsIncluded: 5, seatsCanBeAdded: true, enforcement: true, trialDays: 30 },
  enterprise: { seatsIncluded: null, seatsCanBeAdded: true, enforcement: true, trialDays: null },
};

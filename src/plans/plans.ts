/** What a plan says about enforcement. */
export interface EnforcementPlan {
  /** The entitlement to enforce MFA. */
  readonly enforcement: boolean;
}

/** The plans of the configuration by name, with what is asked of them. */
export type Plans<Plan = EnforcementPlan> = Readonly<Record<string, Plan>>;

/** The plans, and the instant at which they are asked: trials end. */
export interface PlansAt {
  readonly plans: Plans;
  readonly now: Date;
}

/** The plan of a name; null where the configuration does not name it, or not any more. */
export function planNamed<Plan>(plans: Plans<Plan>, name: string): Plan | null {
  return Object.hasOwn(plans, name) ? (plans[name] ?? null) : null;
}

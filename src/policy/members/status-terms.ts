import { latestPolicy } from '../enforcement/policy-in-force.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import { canReach, defaultTerms } from '../factors/factor-reach.ts';
import type { FactorKind, Instant, MembershipFacts, OrganizationFacts, Override } from '../facts.ts';
import { requirementOf } from './member-status.ts';

/**
 * What of `memberStatus` is the same for all members of an organization: with it, and their override and factors alone, a
 * database can tell the status of each.
 */
export interface StatusTerms {
  /** Kinds of factor of which one confirmed makes a member protected. */
  readonly protecting: readonly FactorKind[];
  /** Whether MFA is required, now or from an announced instant, of members with the override `required`. */
  readonly requiresChosen: boolean;
  /** The same for all others, a standing exemption aside. */
  readonly requiresOthers: boolean;
}

export function statusTerms(organization: OrganizationFacts, now: Instant): StatusTerms {
  const terms = latestPolicy(organization) ?? defaultTerms;
  const isReadable = organization.policies !== null;
  const requires = (override: Override) => requirementOf(anybody(organization, override), now) !== null;
  return {
    protecting: isReadable ? factorKinds.filter((kind) => canReach(kind, terms)) : [],
    requiresChosen: requires('required'),
    requiresOthers: requires('inherit'),
  };
}

function anybody(organization: OrganizationFacts, override: Override): MembershipFacts {
  const nothing = { overrideSetAt: null, exemptUntil: null, suspended: null, graceUntil: null } as const;
  return { organization, override, role: 'member', joinedAt: 0, ...nothing };
}

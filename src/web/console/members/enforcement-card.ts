import { enforcementState } from '../../../organizations/authority/enforcement-state.ts';
import type { OrganizationAt } from '../../../organizations/core/organization-at.ts';
import { savedPolicy } from '../../../organizations/core/saved-policy.ts';
import { entitlementOf, keepsEnforcing } from '../../../plans/entitlement.ts';
import type { Instant } from '../../../policy/facts.ts';

/** What the card beside the seats says of enforcement (D5). `no_plan`: the plan has none. */
export interface EnforcementCard {
  readonly state: 'off' | 'scheduled' | 'on' | 'no_plan' | 'unreadable';
  /** When it took or takes effect; null while nothing is required. */
  readonly from: Instant | null;
  /** Whether everyone is meant, or those who were chosen. */
  readonly isForEveryone: boolean;
}

export function enforcementCard(at: OrganizationAt, requiredMembers: number): EnforcementCard {
  const { organization, plans, now } = at;
  const nothing = { from: null, isForEveryone: false };
  if (savedPolicy(organization) === 'unreadable') return { state: 'unreadable', ...nothing };
  if (!keepsEnforcing(entitlementOf(organization, plans, now))) return { state: 'no_plan', ...nothing };
  const {
    state,
    effective_at: from,
    required,
  } = enforcementState(organization, { plans, requiredMembers }, now);
  return {
    state,
    from: from === null ? null : Date.parse(from),
    isForEveryone: required === 'everyone',
  };
}

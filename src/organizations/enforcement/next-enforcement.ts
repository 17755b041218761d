import { entitlementOf, keepsEnforcing, mayEnforceMore, planRefusal } from '../../plans/entitlement.ts';
import {
  type EnforcementDocument,
  type ResolutionContext,
  resolvePolicy,
} from '../../policy/enforcement/resolve-policy.ts';
import { policiesAfterSaving } from '../../policy/enforcement/saved-policies.ts';
import type { EnforcementPolicy } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Organization } from '../core/organization.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { notBeforeSaved, readablePolicy } from '../core/saved-policy.ts';
import type { MemberListStore } from '../members/member-list-store.ts';

/** What saving a document would come to. */
export interface NextEnforcement {
  readonly organization: Organization;
  /** The policy saved last; preset `chosen-people` where none was. */
  readonly before: EnforcementPolicy;
  readonly after: EnforcementPolicy;
  /** Whether none was saved before. */
  readonly isFirst: boolean;
}

/**
 * The organization with the policy of a document; null when it says what is saved already (`tonight` keeps the
 * midnight it first stood for, ruling 5).
 * @throws Refusal `plan_without_enforcement`, `invalid_policy`
 */
export function nextEnforcement(at: OrganizationAt, document: EnforcementDocument): NextEnforcement | null {
  const next = resolveEnforcement(at, document);
  const { before, after } = next;
  if (after === before) return null;
  return { ...next, organization: withPolicy(at.organization, after) };
}

/**
 * The policies before and after a document; the very same one where it says what is saved already.
 * @throws Refusal `plan_without_enforcement`, `invalid_policy`
 */
export function resolveEnforcement(
  { organization, plans, now }: OrganizationAt,
  document: EnforcementDocument,
): Omit<NextEnforcement, 'organization'> {
  const entitlement = entitlementOf(organization, plans, now);
  if (!keepsEnforcing(entitlement)) throw planRefusal(organization, entitlement);
  const before = readablePolicy(organization);
  const savedAt = notBeforeSaved(organization, now).getTime();
  const after = resolved(document, { now: savedAt, timeZone: organization.timeZone, previous: before });
  const isTurnedOn = after.required === 'everyone' && before.required === 'nobody';
  if (isTurnedOn && !mayEnforceMore(entitlement)) throw planRefusal(organization, entitlement);
  return { before, after, isFirst: organization.enforcement === null };
}

function resolved(document: EnforcementDocument, context: ResolutionContext): EnforcementPolicy {
  const resolution = resolvePolicy(document, context);
  if (resolution.ok) return resolution.policy;
  const list = resolution.problems.map(({ path, problem }) => `${path}: ${problem}`);
  throw new Refusal('invalid_policy', { list, reason: list.join('; ') });
}

/**
 * Only when compliant: refused with the list of members who are not protected, asked under the lock of the
 * organization, which whoever removes a factor takes as well (D6).
 * @throws Refusal `members_not_protected`
 */
export async function requireCompliance(
  memberLists: MemberListStore,
  { organization, after }: Pick<NextEnforcement, 'organization' | 'after'>,
  now: Date,
): Promise<void> {
  if (after.activation.kind !== 'when_compliant' || after.required !== 'everyone') return;
  const list = await memberLists.unprotected(organization.id, after, now);
  if (list.length > 0) throw new Refusal('members_not_protected', { list });
}

/**
 * The organization with one more policy saved. The preset of the beginning is not saved, and not lost either
 * (`policiesOf`); what was kept and cannot be read stays as it is, and denies.
 */
function withPolicy(organization: Organization, saved: EnforcementPolicy): Organization {
  const { enforcement: latest, enforcementBefore: kept } = organization;
  if (kept === 'unreadable' || latest === 'unreadable') return { ...organization, enforcement: saved };
  const policies = policiesAfterSaving(latest === null ? kept : [latest, ...kept], saved);
  const [enforcement = saved, ...enforcementBefore] = policies;
  return { ...organization, enforcement, enforcementBefore };
}

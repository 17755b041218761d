import type { Operations } from '../../operations/operations.ts';
import { isLoosening } from '../../policy/enforcement/loosening.ts';
import type { EnforcementDocument } from '../../policy/enforcement/resolve-policy.ts';
import { onlyTurnsOn } from '../../policy/enforcement/turning-on.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { isAnybodyRequired } from '../authority/enforcement-state.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import { lockAsSeen, type SeenOrganization } from '../core/lock-organization.ts';
import type { Organization } from '../core/organization.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { policiesOf } from '../core/saved-policy.ts';
import { endSuspensions } from '../ending/end-suspensions.ts';
import { type RevocationContext, revokeEndedSessions } from '../ending/revoke-sessions.ts';
import { checkMail, requireEnrollmentProof } from './choose-enrollment-proof.ts';
import { previewVersion } from './enforcement-preview.ts';
import { type NextEnforcement, nextEnforcement, requireCompliance } from './next-enforcement.ts';
import { noteEnforcement } from './note-enforcement.ts';

export interface EnforcementChange extends SeenOrganization {
  readonly document: EnforcementDocument;
  /** Of the preview that was looked at; what has changed since refuses the change. Null: none was. */
  readonly previewVersion: string | null;
}

/**
 * Saves an enforcement policy. Until a tightening takes effect the older policy binds (ruling 5).
 * @throws Refusal `not_found`, `stale_version`, `preview_outdated`, `plan_without_enforcement`, `invalid_policy`,
 *   `members_not_protected` (with the list), `mail_not_working`, `nobody_to_mail`, `mfa_required` where it loosens
 */
export async function setEnforcement(
  deps: Pick<Operations, 'db' | 'plans' | 'isMailWorking'>,
  acting: AdminContext,
  change: EnforcementChange,
): Promise<Organization> {
  const { actor, now } = acting;
  const { plans } = deps;
  const mail = await checkMail(deps, change, now);
  return deps.db.transaction(async (stores) => {
    const organization = await lockAsSeen(stores, change);
    const at = { organization, plans, now };
    const context = { actor, plans, now };
    await revokeEndedSessions(stores, organization.id, context);
    await endSuspensions(stores, { organizationId: organization.id }, context);
    const next = nextEnforcement(at, change.document);
    if (change.previewVersion !== null) await requirePreview(stores, organization, change);
    if (next === null) return organization;
    if (await loosens(stores, at, next)) requireFreshMfa(acting);
    await requireEnrollmentProof(stores, next, mail);
    await requireCompliance(stores.memberLists, next, now);
    return save(stores, context, next);
  });
}

/**
 * Ruling 26, but for what ruling 14 lets anybody do: turn enforcement on where nothing is required of anybody.
 * @param at.organization as it is
 */
async function loosens(
  { members }: Stores,
  { organization, plans, now }: OrganizationAt,
  { before, after }: NextEnforcement,
): Promise<boolean> {
  const policies = policiesOf(organization);
  if (policies !== null && !isLoosening(policies, after)) return false;
  if (!onlyTurnsOn(before, after)) return true;
  const requiredMembers = await members.countRequired(organization.id);
  return isAnybodyRequired(organization, { plans, requiredMembers }, now);
}

/** What was seen is what is applied. */
async function requirePreview(
  stores: Stores,
  organization: Organization,
  change: EnforcementChange,
): Promise<void> {
  const version = await previewVersion(stores.memberLists, organization, change.document);
  if (version !== change.previewVersion) throw new Refusal('preview_outdated');
}

async function save(
  stores: Stores,
  context: RevocationContext,
  next: NextEnforcement,
): Promise<Organization> {
  const organizationId = next.organization.id;
  const saved = await stores.organizations.update(next.organization);
  await noteEnforcement(stores, context, next);
  await endSuspensions(stores, { organizationId }, context);
  return saved;
}

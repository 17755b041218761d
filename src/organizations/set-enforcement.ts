import type { Actor } from '../audit/event.ts';
import { canReach, factorKinds } from '../policy/factor-reach.ts';
import type { EnforcementPolicy } from '../policy/facts.ts';
import { isLoosening } from '../policy/loosening.ts';
import { activatedAt } from '../policy/policy-in-force.ts';
import type { EnforcementDocument } from '../policy/resolve-policy.ts';
import { onlyTurnsOn } from '../policy/turning-on.ts';
import { Refusal } from '../refusal.ts';
import type { Db, Stores } from '../stores.ts';
import { type Acting, requireFreshMfa } from './acting.ts';
import { endSuspensions } from './end-suspensions.ts';
import { previewVersion } from './enforcement-preview.ts';
import { isAnybodyRequired } from './enforcement-state.ts';
import { type NextEnforcement, nextEnforcement, type Plans, requireCompliance } from './next-enforcement.ts';
import type { Organization } from './organization.ts';
import { type SettlingContext, settleEndedSessions } from './settle-sessions.ts';

export interface EnforcementDeps {
  readonly db: Db;
  readonly plans: Plans;
  /** Whether the mail server has accepted a mail; sends a test mail to find out (ruling 13). */
  readonly isMailWorking: (to: string, organization: string) => Promise<boolean>;
}

export interface EnforcementChange {
  readonly organizationId: string;
  readonly document: EnforcementDocument;
  /** Of the preview that was looked at; what has changed since refuses the change. Null: none was. */
  readonly previewVersion: string | null;
  /** The organization's version as the caller read it; null: whatever it is. */
  readonly expectedVersion: number | null;
}

/** Reminders go out this long before a deadline, in days. */
const reminderDays = [3, 1];

/**
 * Saves an enforcement policy. Until a tightening takes effect the older policy binds (ruling 5).
 * @throws Refusal `not_found`, `stale_version`, `preview_outdated`, `plan_without_enforcement`, `invalid_policy`,
 *   `members_not_protected` (with the list), `mail_not_working`, `mfa_required` where it loosens
 */
export async function setEnforcement(
  deps: EnforcementDeps,
  acting: Acting,
  change: EnforcementChange,
  now: Date,
): Promise<Organization> {
  const mail = await checkMail(deps, change);
  return deps.db.transaction(async (stores) => {
    const organization = await stores.organizations.lockById(change.organizationId);
    if (organization === null) throw new Refusal('not_found');
    if (change.expectedVersion !== null && change.expectedVersion !== organization.version)
      throw new Refusal('stale_version');
    const context = { actor: acting.actor, plans: deps.plans };
    await settleEndedSessions(stores, organization.id, context, now);
    await endSuspensions(stores, { organizationId: organization.id }, context, now);
    const next = nextEnforcement(organization, change.document, deps.plans, now);
    if (change.previewVersion !== null) await requirePreview(stores, organization, change);
    if (next === null) return organization;
    if (await loosens(stores, organization, next, deps.plans, now)) requireFreshMfa(acting, now);
    await requireEnrollmentProof(stores, next, mail);
    await requireCompliance(stores.organizations, next, now);
    return save(stores, context, next, now);
  });
}

/**
 * Ruling 26, but for what ruling 14 lets anybody do: turn enforcement on where nothing is required of anybody.
 * @param organization as it is
 */
async function loosens(
  { organizations }: Stores,
  organization: Organization,
  { before, after }: NextEnforcement,
  plans: Plans,
  now: Date,
): Promise<boolean> {
  if (!isLoosening(before, after)) return false;
  if (!onlyTurnsOn(before, after)) return true;
  const requiredMembers = await organizations.countRequired(organization.id);
  return isAnybodyRequired(organization, { plans, requiredMembers }, now);
}

/** What was seen is what is applied. */
async function requirePreview(
  stores: Stores,
  organization: Organization,
  change: EnforcementChange,
): Promise<void> {
  const version = await previewVersion(stores.organizations, organization, change.document);
  if (version !== change.previewVersion) throw new Refusal('preview_outdated');
}

/**
 * Ruling 13: a proof by mailbox needs mails that go out, one by ticket an owner who can issue it: who is protected
 * by the terms of this very policy (ruling 11).
 */
async function requireEnrollmentProof(
  { organizations }: Stores,
  { organization, after, before, isFirst }: NextEnforcement,
  mail: MailState,
): Promise<void> {
  // Where no policy was saved, nobody has chosen a proof yet.
  const isProofNew = isFirst || after.enrollmentProof !== before.enrollmentProof;
  if (after.enrollmentProof === 'mailbox' && isProofNew && mail === 'unproven')
    throw new Refusal('mail_not_working');
  // Whoever was protected so far stays so where nothing that protected him is excluded.
  const isExcluding = factorKinds.some((kind) => canReach(kind, before) && !canReach(kind, after));
  if (after.enrollmentProof !== 'ticket' || !(isProofNew || isExcluding)) return;
  const owners = await organizations.owners(organization.id);
  if (owners.some(({ factors }) => factors.some((kind) => canReach(kind, after)))) return;
  throw new Refusal('members_not_protected', { list: owners.map(({ email }) => email) });
}

type MailState = 'proven' | 'unproven';

/** Asked before the transaction, which must not wait for a mail server. */
async function checkMail(
  deps: EnforcementDeps,
  { organizationId, document }: EnforcementChange,
): Promise<MailState> {
  if ((document.enrollment_proof ?? 'mailbox') !== 'mailbox') return 'unproven';
  const organization = await deps.db.organizations.findById(organizationId);
  const [owner] = await deps.db.organizations.owners(organizationId);
  const to = organization?.notificationEmail ?? owner?.email;
  if (to === undefined || organization === null) return 'unproven';
  return (await deps.isMailWorking(to, organization.name)) ? 'proven' : 'unproven';
}

async function save(
  stores: Stores,
  { actor, plans }: SettlingContext,
  next: NextEnforcement,
  now: Date,
): Promise<Organization> {
  const { organization } = next;
  const organizationId = organization.id;
  await stores.organizations.update(organization);
  await noteEnforcement(stores, actor, next, now);
  await endSuspensions(stores, { organizationId }, { actor, plans }, now);
  return { ...organization, version: organization.version + 1 };
}

/** The event of a saved policy, and its housekeeping; the organization is written by the caller. */
export async function noteEnforcement(
  stores: Pick<Stores, 'audit' | 'dueWork'>,
  actor: Actor,
  { organization: { id: organizationId }, before, after, isFirst }: NextEnforcement,
  now: Date,
): Promise<void> {
  const detail = { before: isFirst ? null : before, after };
  await stores.audit.record({ type: 'organization.enforcement_changed', actor, organizationId, detail }, now);
  await scheduleEnforcement(stores, organizationId, after, now);
}

/** The housekeeping of a policy: its ended sessions when it takes effect, reminders before a deadline. */
async function scheduleEnforcement(
  stores: Pick<Stores, 'dueWork'>,
  organizationId: string,
  policy: EnforcementPolicy,
  now: Date,
): Promise<void> {
  await stores.dueWork.withdraw('settle_sessions', organizationId, null);
  await stores.dueWork.withdraw('deadline_reminder', organizationId, null);
  const startsAt = activatedAt(policy);
  await stores.dueWork.add({
    kind: 'settle_sessions',
    organizationId,
    userId: null,
    dueAt: new Date(startsAt),
  });
  if (policy.required === 'nobody') return;
  for (const days of reminderDays) {
    const dueAt = new Date(startsAt - days * 24 * 60 * 60 * 1000);
    if (dueAt > now)
      await stores.dueWork.add({ kind: 'deadline_reminder', organizationId, userId: null, dueAt });
  }
}

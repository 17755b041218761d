import type { Operations } from '../../operations/operations.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { type AdminContext, requireRoleToGive } from '../core/admin-context.ts';
import type { Invitation, Organization } from '../core/organization.ts';
import { chargeMail, newLink, requireMfaToInvite, sendInvitation } from './invite.ts';

/** Which invitation of which organization. */
export interface InvitationName {
  readonly organizationId: string;
  readonly id: string;
}

/**
 * Mails a new link, good for a week from now; the old one is worth nothing any more (D15).
 * @throws Refusal `not_found`, `invitation_expired` for one that holds no seat any more, `not_allowed` for one with a role
 *   above one's own, `mfa_required` as for a new one, `too_many_attempts`
 */
export async function resendInvitation(
  deps: Pick<Operations, 'db' | 'plans' | 'issuer'>,
  acting: AdminContext,
  { language, ...name }: InvitationName & { readonly language: string },
): Promise<Invitation> {
  const { now } = acting;
  const found = await deps.db.invitations.find(name.organizationId, name.id);
  if (found !== null) await chargeMail(deps.db, found, now);
  return deps.db.transaction(async (stores) => {
    const { organization, invitation: old } = await lockInvitation(stores, acting, name);
    await requireMfaToInvite(stores, acting, { organization, plans: deps.plans, role: old.role });
    if (old.expiresAt <= now) throw new Refusal('invitation_expired', { ending: 'expired' });
    // Whoever sends it again vouches for it from now on.
    const resent = { ...old, invitedBy: acting.admin?.userId ?? null };
    const { invitation, token } = newLink(resent, old.role, now);
    await stores.invitations.renew(invitation, now);
    const { actor } = acting;
    await sendInvitation(stores, { organization, invitation, token, actor, issuer: deps.issuer, language });
    await record(stores, acting, { type: 'invitation.resent', invitation });
    return invitation;
  });
}

/**
 * Withdraws an invitation; its seat is free at once (D15).
 * @throws Refusal `not_found`, `not_allowed` for one with a role above one's own
 */
export async function revokeInvitation(
  { db }: Pick<Operations, 'db'>,
  acting: AdminContext,
  name: InvitationName,
): Promise<void> {
  await db.transaction(async (stores) => {
    const { invitation } = await lockInvitation(stores, acting, name);
    await removeInvitation(stores, invitation, acting.now);
    await record(stores, acting, { type: 'invitation.revoked', invitation });
  });
}

/**
 * Removes an invitation under the lock of its organization, with the ticket that this has issued to the invited person:
 * it was for joining (ruling 25). Who records it says why.
 */
export async function removeInvitation(
  { invitations, oneTimeLinks }: Pick<Stores, 'invitations' | 'oneTimeLinks'>,
  { id, organizationId, email }: Invitation,
  now: Date,
): Promise<void> {
  await invitations.remove(id, 'withdrawn', now);
  await oneTimeLinks.withdrawIssued('enrollment_ticket', { organizationId, email });
}

/** Found again under the lock of its organization: it may have been accepted meanwhile. */
async function lockInvitation(
  stores: Stores,
  acting: AdminContext,
  { organizationId, id }: InvitationName,
): Promise<{ readonly organization: Organization; readonly invitation: Invitation }> {
  const organization = await stores.organizations.lockById(organizationId);
  const invitation = await stores.invitations.find(organizationId, id);
  if (organization === null || invitation === null) throw new Refusal('not_found');
  requireRoleToGive(acting, invitation.role);
  return { organization, invitation };
}

interface InvitationNote {
  readonly type: 'invitation.resent' | 'invitation.revoked';
  readonly invitation: Invitation;
}

async function record(
  { audit }: Stores,
  { actor, now }: AdminContext,
  { type, invitation }: InvitationNote,
): Promise<void> {
  const { organizationId, email, role } = invitation;
  await audit.record({ type, actor, organizationId, detail: { email, role } }, now);
}

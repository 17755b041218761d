/**
 * What becomes of invitations when their address is given up (ruling 32): whoever has the mailbox by then is not the
 * person who was invited. Under the locks of the organizations that `invitersOf` names, then of the person.
 */
import type { Stores } from '../../stores.ts';
import type { Invitation } from '../core/organization.ts';
import { tellOrganization } from '../core/tell-organization.ts';
import { removeInvitation } from './pending-invitation.ts';

const system = { kind: 'system' } as const;

/** Ids of the organizations with an invitation pending for an address. */
export async function invitersOf(
  { invitations }: Pick<Stores, 'invitations'>,
  email: string,
  now: Date,
): Promise<readonly string[]> {
  return (await invitations.pendingFor(email, now)).map(({ organizationId }) => organizationId);
}

/**
 * Revokes what is pending for the address that a person has until now; the seats are free at once.
 * @returns what was revoked, for `recordGivenUp`
 */
export async function revokeInvitationsTo(
  stores: Pick<Stores, 'invitations' | 'oneTimeLinks'>,
  email: string,
  now: Date,
): Promise<readonly Invitation[]> {
  const revoked = await stores.invitations.pendingFor(email, now);
  for (const invitation of revoked) await removeInvitation(stores, invitation, now);
  return revoked;
}

/**
 * Notes what was revoked in the activity log of each organization, without telling whose address it was or is, and mails
 * who has invited: the administrator, whose invitations end with the role (void-invitations.ts), or the organization where
 * that was the operator or somebody who is gone.
 */
export async function recordGivenUp(
  stores: Pick<Stores, 'audit' | 'members' | 'organizations' | 'outbox' | 'people'>,
  revoked: readonly Invitation[],
  now: Date,
): Promise<void> {
  for (const { organizationId, email, role, invitedBy } of revoked) {
    const detail = { email, role, reason: 'address_given_up' } as const;
    await stores.audit.record({ type: 'invitation.revoked', actor: system, organizationId, detail }, now);
    await tellInviter(stores, { organizationId, email, invitedBy });
  }
}

async function tellInviter(
  stores: Pick<Stores, 'members' | 'organizations' | 'outbox' | 'people'>,
  { organizationId, email, invitedBy }: Pick<Invitation, 'organizationId' | 'email' | 'invitedBy'>,
): Promise<void> {
  const organization = await stores.organizations.findById(organizationId);
  if (organization === null) return;
  const notice = { kind: 'invitation-withdrawn', organization: organization.name, email } as const;
  const inviter = invitedBy === null ? null : await stores.people.byId(invitedBy, null);
  if (inviter === null) return tellOrganization(stores, organization, notice);
  const to = { email: inviter.user.email, language: '', timeZone: organization.timeZone };
  await stores.outbox.mail(to, notice);
}

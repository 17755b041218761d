import type { Deed } from '../../audit/deed.ts';
import type { Operations } from '../../operations/operations.ts';
import { requireFreeSeat } from '../../plans/seats.ts';
import type { Override, Role } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { Invitation, Member } from '../core/organization.ts';
import { removeInvitation } from '../invitations/pending-invitation.ts';
import { admitMember } from '../joining/admit-member.ts';
import { isMemberOf, prospectiveMembership } from '../joining/joining.ts';
import { requireEntitledOverride } from './entitled-override.ts';

export interface WantedMember {
  readonly organizationId: string;
  readonly userId: string;
  readonly role: Role;
  /** Default: the one that was kept of a membership before, else `inherit`. */
  readonly override?: Override | undefined;
  /** Who is mailed that somebody has joined; nobody where the organization itself is only being made. */
  readonly told: 'organization' | 'nobody';
}

/**
 * Makes a member of somebody by the word of the operator, which stands in for what an invited person has to prove first;
 * it takes a seat all the same. An invitation of the same address has come to its end with it.
 * @throws Refusal `not_found`, `already_member`, `no_free_seat`, `plan_without_enforcement` for the override `required`; an
 *   exemption is kept where it means nothing, so that an organization can be exported and applied elsewhere
 */
export async function addMember(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  deed: Deed,
  { organizationId, userId, role, override, told }: WantedMember,
): Promise<Member> {
  const { now } = deed;
  return db.transaction(async (stores) => {
    const organization = await stores.organizations.lockById(organizationId);
    await stores.accounts.lock(userId);
    const person = await stores.people.byId(userId, null);
    if (organization === null || person === null) throw new Refusal('not_found');
    const { email } = person.user;
    if (isMemberOf(organization, person)) throw new Refusal('already_member', { list: [email] });
    if (override === 'required') requireEntitledOverride({ organization, plans, now }, override);
    await endInvitation(stores, deed, { organizationId, email });
    await requireFreeSeat(stores, { organization, plans, now });
    const newcomer = { organization, role, override, person };
    const joining = await prospectiveMembership(stores, newcomer, { plans, now });
    return admitMember(stores, { ...newcomer, joining }, { ...deed, reason: 'by_operator', told });
  });
}

/** Its seat goes to the member. */
async function endInvitation(
  stores: Stores,
  { actor, now }: Deed,
  { organizationId, email }: Pick<Invitation, 'organizationId' | 'email'>,
): Promise<void> {
  const pending = await stores.invitations.findFor(organizationId, email);
  if (pending === null || pending.expiresAt <= now) return;
  await removeInvitation(stores, pending, now);
  const detail = { email, role: pending.role, reason: 'member_added' } as const;
  await stores.audit.record({ type: 'invitation.revoked', actor, organizationId, detail }, now);
}

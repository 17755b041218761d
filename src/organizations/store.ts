import type { FactorKind } from '../policy/facts.ts';
import type { Invitation, Member, Organization, OrganizationDomain } from './organization.ts';

export interface OrganizationStore {
  findBySlug(slug: string): Promise<Organization | null>;
  /** Locks the row until the transaction ends, so that seats and policies change one after the other. */
  lockBySlug(slug: string): Promise<Organization | null>;
  create(organization: Organization): Promise<void>;
  update(organization: Organization): Promise<void>;
  findDomain(domain: string): Promise<OrganizationDomain | null>;
  addDomain(domain: OrganizationDomain): Promise<void>;
  findMember(organizationId: string, userId: string): Promise<Member | null>;
  /** Adds the member, or changes the one there is. */
  saveMember(member: Member): Promise<void>;
  /** Members plus pending invitations that have not expired. */
  seatsInUse(organizationId: string, now: Date): Promise<number>;
  findInvitation(organizationId: string, email: string): Promise<Invitation | null>;
  saveInvitation(invitation: Invitation): Promise<void>;
  /** Owners who are not suspended. */
  activeOwners(organizationId: string): Promise<number>;
  /** Members without any confirmed factor who have live sessions, each with the start of the oldest. */
  unprotectedWithSessions(
    organizationId: string,
  ): Promise<readonly { readonly userId: string; readonly oldestSessionAt: Date }[]>;
  /** E-mails of active, not exempt members without a confirmed factor of these kinds, in alphabetical order. */
  unprotectedMembers(organizationId: string, kinds: readonly FactorKind[]): Promise<readonly string[]>;
}

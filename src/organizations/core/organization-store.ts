import type { FactorTerms } from '../../policy/factors/factor-reach.ts';
import type { FactorKind } from '../../policy/facts.ts';
import type { ResetQueries } from '../resets/reset-store.ts';
import type { Invitation, Member, Organization, OrganizationDomain } from './organization.ts';

export interface OrganizationWithDomains {
  readonly organization: Organization;
  /** Verified e-mail domains. */
  readonly domains: readonly string[];
}

/** Members of an organization of whom a policy may have ended sessions. */
export interface MembersInDoubt {
  readonly organizationId: string;
  /** Kinds of factor of which one confirmed in time leaves no doubt. */
  readonly protecting: readonly FactorKind[];
}

export interface OrganizationStore extends ResetQueries {
  findBySlug(slug: string): Promise<Organization | null>;
  /**
   * Locks the row until the transaction ends, so that seats and policies change one after the other. Organizations are
   * locked before everything else, several of them in the order of their ids.
   */
  lockBySlug(slug: string): Promise<Organization | null>;
  findById(organizationId: string): Promise<Organization | null>;
  lockById(organizationId: string): Promise<Organization | null>;
  /** Refuses `invalid_document` when the slug is taken. */
  create(organization: Organization): Promise<void>;
  /** With memberships, invitations, domains and what is due; its clients are gone before. */
  remove(organizationId: string): Promise<void>;
  /** All of them in the order of their slugs. */
  page(afterSlug: string | null, limit: number): Promise<readonly Organization[]>;
  /** @returns it with its next version */
  update(organization: Organization): Promise<Organization>;
  findDomain(domain: string): Promise<OrganizationDomain | null>;
  /** Refuses `invalid_document` when it belongs to an organization already. */
  addDomain(domain: OrganizationDomain): Promise<void>;
  removeDomain(organizationId: string, domain: string): Promise<void>;
  findMember(organizationId: string, userId: string): Promise<Member | null>;
  /** Adds the member, or changes the one there is. */
  saveMember(member: Member): Promise<void>;
  /** Ends a membership; its seat is free at once. */
  removeMember(organizationId: string, userId: string): Promise<void>;
  /** Members plus pending invitations that have not expired. */
  seatsInUse(organizationId: string, now: Date): Promise<number>;
  findInvitation(organizationId: string, email: string): Promise<Invitation | null>;
  /** Owners who are not suspended. */
  activeOwners(organizationId: string): Promise<number>;
  /** Those who had no protecting factor when their oldest live session began, each with its start. */
  unprotectedWithSessions(
    members: MembersInDoubt,
    afterUserId: string | null,
    limit: number,
  ): Promise<readonly { readonly userId: string; readonly oldestSessionAt: Date }[]>;
  /** The same for one member; empty when they were protected or have no live session. */
  unprotectedWithSession(
    members: MembersInDoubt,
    userId: string,
  ): Promise<readonly { readonly userId: string; readonly oldestSessionAt: Date }[]>;
  /** E-mails of active, not exempt members without a confirmed factor that reaches the terms, in alphabetical order. */
  unprotectedMembers(organizationId: string, terms: FactorTerms, now: Date): Promise<readonly string[]>;
  /** Active owners in the order in which they joined, each with the kinds of their confirmed factors. */
  owners(
    organizationId: string,
  ): Promise<
    readonly { readonly userId: string; readonly email: string; readonly factors: readonly FactorKind[] }[]
  >;
  /** Those that have not expired, oldest first. */
  pendingInvitations(organizationId: string, now: Date): Promise<readonly Invitation[]>;
  /** How many have not expired. */
  countInvitations(organizationId: string, now: Date): Promise<number>;
  /** How many members have the override `required`. */
  countRequired(organizationId: string): Promise<number>;
  /** Verified e-mail domains, in alphabetical order. */
  domainsOf(organizationId: string): Promise<readonly string[]>;
  /** Those of these ids that there are. */
  withDomains(organizationIds: readonly string[]): Promise<readonly OrganizationWithDomains[]>;
  /** Turns every `required` override into `inherit`. @returns the users who had it */
  clearRequired(organizationId: string, now: Date): Promise<readonly string[]>;
  /**
   * Users whose membership is suspended `by_rule`, beneath `by_admin` too and whether or not that has ended by itself, in
   * the order of their ids: the one user, or those after another.
   */
  suspendedByRule(
    organizationId: string,
    page: { readonly userId: string | null; readonly after: string | null; readonly limit: number },
  ): Promise<readonly string[]>;
  /**
   * Ends the suspension `by_rule` of these, without waiting for another transaction; `by_admin` stays.
   * @returns whom it has let in again
   */
  reinstate(organizationId: string, userIds: readonly string[]): Promise<readonly string[]>;
  /** E-mails of those with the override `required`, in alphabetical order. */
  requiredMembers(organizationId: string): Promise<readonly string[]>;
  /** E-mails of owners and administrators who are not suspended, in alphabetical order. */
  administrators(organizationId: string): Promise<readonly string[]>;
  /** E-mails of whoever takes a seat, each in alphabetical order. */
  seatHolders(
    organizationId: string,
    now: Date,
  ): Promise<{ readonly members: readonly string[]; readonly invitations: readonly string[] }>;
  /** Notes that a user went who is not to join again by themselves. */
  noteRemoved(organizationId: string, userId: string, now: Date): Promise<void>;
  /** They are let in again. */
  forgetRemoved(organizationId: string, userId: string): Promise<void>;
  wasRemoved(organizationId: string, userId: string): Promise<boolean>;
  /** Notes that a user has their days of grace in an organization. False: they have had them (ruling 10). */
  startGrace(organizationId: string, userId: string): Promise<boolean>;
  /** @returns those that were removed */
  removeExpiredInvitations(
    organizationId: string,
    now: Date,
  ): Promise<readonly Pick<Invitation, 'email' | 'role'>[]>;
  /** Changes whenever a member joins or leaves, or role, override, suspension or factors of one change. */
  memberFingerprint(organizationId: string): Promise<string>;
}

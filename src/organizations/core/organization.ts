import type { WrittenLanguage } from '../../documents/languages.ts';
import type { EnforcementPolicy, Override, Role } from '../../policy/facts.ts';

/** A tenant: plan, seats, time zone, members, invitations and an enforcement policy. */
export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly plan: string;
  readonly seats: number;
  /** IANA name. */
  readonly timeZone: string;
  /**
   * In which it is told of things at the notification address, and people are invited whose own is not known; null for that of
   * the owner who is one for the longest, and of whoever invites.
   */
  readonly language: WrittenLanguage | null;
  readonly notificationEmail: string | null;
  /** When its mailbox has agreed, or the operator has said so; null while it waits for that, and without one. */
  readonly notificationConfirmedAt: Date | null;
  readonly trialEndsAt: Date | null;
  /** Whether members who lost their device read the notification address. */
  readonly showNotificationEmail: boolean;
  readonly membersMayLeave: boolean;
  /** Whether people with a verified address in one of its domains may join by themselves. */
  readonly joinByDomain: boolean;
  /**
   * As it is stored; null: none is saved. What binds then, saved-policy.ts says. A stored value that cannot be read is
   * `unreadable` and denies.
   */
  readonly enforcement: EnforcementPolicy | 'unreadable' | null;
  /**
   * Newest first; they bind until `enforcement` takes effect, and sessions that it does not reach beyond that: saving
   * never disarms (ruling 5).
   */
  readonly enforcementBefore: readonly EnforcementPolicy[] | 'unreadable';
  readonly version: number;
  readonly createdAt: Date;
}

/** A verified e-mail domain; it belongs to one organization (ruling 17). */
export interface OrganizationDomain {
  readonly domain: string;
  readonly organizationId: string;
  readonly verifiedAt: Date;
  readonly verifiedBy: 'operator' | 'dns';
}

/** A user in an organization; takes a seat. */
export interface Member {
  readonly organizationId: string;
  readonly userId: string;
  readonly role: Role;
  readonly override: Override;
  readonly overrideSetAt: Date | null;
  readonly overrideReason: string | null;
  readonly exemptUntil: Date | null;
  readonly suspended: 'by_rule' | 'by_admin' | null;
  /** Whether a rule has suspended the member as well, beneath `by_admin`, which an administrator may lift. */
  readonly ruleSuspends: boolean;
  readonly graceUntil: Date | null;
  readonly joinedAt: Date;
}

/** A pending invitation; holds a seat until it expires. Bound to e-mail, organization and role. */
export interface Invitation {
  readonly id: string;
  readonly organizationId: string;
  readonly email: string;
  readonly role: Role;
  /** SHA-256 of the token in the link; null until the invitation is first sent. */
  readonly tokenHash: Buffer | null;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  /** The administrator who invited last; null for the operator, and where nobody knows any more. */
  readonly invitedBy: string | null;
}

import type { Ending } from '../../refusal/refusal.ts';
import type { Invitation } from '../core/organization.ts';

/** An invitation as whoever is invited sees it; the hash of its token is not shown. */
export interface InvitationOffer
  extends Pick<Invitation, 'id' | 'role' | 'tokenHash' | 'createdAt' | 'expiresAt'> {
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string };
}

export interface InvitationStore {
  /** By SHA-256 of the token in its link, also one that has expired. */
  findByToken(tokenHash: Buffer): Promise<Invitation | null>;
  /** How one ended that is no more, for as long as mailed links are remembered; null for what never was one. */
  endingOf(tokenHash: Buffer): Promise<Ending | null>;
  /** Also one that has expired. */
  find(organizationId: string, invitationId: string): Promise<Invitation | null>;
  add(invitation: Invitation): Promise<void>;
  /** A new link, which ends the one before; nothing happens where the invitation is gone. */
  renew(
    invitation: Pick<Invitation, 'id' | 'role' | 'tokenHash' | 'expiresAt' | 'invitedBy'>,
    now: Date,
  ): Promise<void>;
  /** Removes all to an address, also those that have run out. @returns those that had not */
  forgetAddress(email: string, now: Date): Promise<readonly Pick<Invitation, 'organizationId' | 'role'>[]>;
  /** Those for an address that have not expired, in the order of their organizations' ids. */
  pendingFor(email: string, now: Date): Promise<readonly Invitation[]>;
  /** The same with their organizations, the oldest first. */
  offersTo(email: string, now: Date): Promise<readonly InvitationOffer[]>;
  /** Those that an administrator has sent last, also expired ones, in the order of their ids. */
  sentBy(organizationId: string, inviterId: string): Promise<readonly Invitation[]>;
  /** True for exactly one caller; whoever follows its link reads the ending. */
  remove(invitationId: string, ending: Ending, now: Date): Promise<boolean>;
  /**
   * Those that have not expired, oldest first.
   * @param page.after the last one of the page before; null for the first page
   */
  page(
    organizationId: string,
    page: { readonly after: Pick<Invitation, 'createdAt' | 'id'> | null; readonly limit: number },
    now: Date,
  ): Promise<readonly Invitation[]>;
  findFor(organizationId: string, email: string): Promise<Invitation | null>;
  /** Those that have not expired, oldest first. */
  pending(organizationId: string, now: Date): Promise<readonly Invitation[]>;
  /** Those that have expired and were not removed yet, the newest first. */
  expired(organizationId: string, now: Date): Promise<readonly Invitation[]>;
  /** Which of these addresses have one that has not expired. */
  pendingTo(organizationId: string, emails: readonly string[], now: Date): Promise<readonly string[]>;
  /** How many have not expired. */
  count(organizationId: string, now: Date): Promise<number>;
  /** @returns those that were removed */
  removeExpired(organizationId: string, now: Date): Promise<readonly Pick<Invitation, 'email' | 'role'>[]>;
}

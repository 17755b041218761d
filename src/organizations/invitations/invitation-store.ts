import type { Invitation } from '../core/organization.ts';

export interface InvitationStore {
  /** By SHA-256 of the token in its link, also one that has expired. */
  findByToken(tokenHash: Buffer): Promise<Invitation | null>;
  /** Also one that has expired. */
  find(organizationId: string, invitationId: string): Promise<Invitation | null>;
  add(invitation: Invitation): Promise<void>;
  /** A new link, which ends the one before; nothing happens where the invitation is gone. */
  renew(invitation: Pick<Invitation, 'id' | 'role' | 'tokenHash' | 'expiresAt' | 'invitedBy'>): Promise<void>;
  /** Removes all to an address, also those that have run out. @returns those that had not */
  forgetAddress(email: string, now: Date): Promise<readonly Pick<Invitation, 'organizationId' | 'role'>[]>;
  /** Those for an address that have not expired, in the order of their organizations' ids. */
  pendingFor(email: string, now: Date): Promise<readonly Invitation[]>;
  /** Those that an administrator has sent last, also expired ones, in the order of their ids. */
  sentBy(organizationId: string, inviterId: string): Promise<readonly Invitation[]>;
  /** True for exactly one caller. */
  remove(invitationId: string): Promise<boolean>;
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
  /** How many have not expired. */
  count(organizationId: string, now: Date): Promise<number>;
  /** @returns those that were removed */
  removeExpired(organizationId: string, now: Date): Promise<readonly Pick<Invitation, 'email' | 'role'>[]>;
}

import { createHash, randomBytes } from 'node:crypto';
import type { Ending } from '../refusal/refusal.ts';

/** What a link is good for; it is good for nothing else. */
export type OneTimeLinkKind =
  /** To the new address: shows that it is the person's. */
  | 'email_change'
  /** To the old address, which agrees to the change (ruling 4). */
  | 'email_change_consent'
  /** What an administrator hands to somebody for a first enrolment. */
  | 'enrollment_ticket'
  /** In a mail about the person's own account: that it was not them who did it. */
  | 'not_me'
  /** To the address at which an organization is to be told of things; `userId` is who set it. */
  | 'notification_address'
  | 'password_reset'
  /** No link: a factor, app or key, that is being set up through the API and counts for nothing yet. */
  | 'pending_enrollment';

/** Something that was handed out and works once. */
export interface OneTimeLink {
  /** SHA-256 of the token (see `hashLinkToken`); the token itself is nowhere stored. */
  readonly tokenHash: Buffer;
  readonly kind: OneTimeLinkKind;
  readonly userId: string;
  /** The organization it comes from; null for none. */
  readonly organizationId: string | null;
  /** Plain JSON, sealed where it is stored; its maker reads it again. */
  readonly detail: unknown;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Of those that are mailed it stays known for a while how they ended (`mailed-links.ts`); of others nothing stays. */
export interface OneTimeLinkStore {
  create(link: OneTimeLink): Promise<void>;
  /** Creates links of one kind, each in place of all that its user has of this kind. */
  replaceAll(kind: OneTimeLinkKind, links: readonly OneTimeLink[]): Promise<void>;
  /** Looks without spending; null for one that is unknown, of another kind, spent or expired. */
  find(kind: OneTimeLinkKind, tokenHash: Buffer, now: Date): Promise<OneTimeLink | null>;
  /** Takes it out of the world: of many at once exactly one gets it, the others null. */
  spend(kind: OneTimeLinkKind, tokenHash: Buffer, now: Date): Promise<OneTimeLink | null>;
  /** Those of a user that are still good, newest first. */
  ofUser(userId: string, kind: OneTimeLinkKind, now: Date): Promise<readonly OneTimeLink[]>;
  /** How a link that was mailed ended; null for one that is unknown, of another kind, or still good. */
  endingOf(kinds: readonly OneTimeLinkKind[], tokenHash: Buffer, now: Date): Promise<Ending | null>;
  /** Makes all of these kinds that a user still has worthless. @param ending default `withdrawn` */
  withdraw(userId: string, kinds: readonly OneTimeLinkKind[], ending?: Ending): Promise<void>;
  /** The same for many users in one statement. */
  withdrawOf(userIds: readonly string[], kinds: readonly OneTimeLinkKind[]): Promise<void>;
  /** Makes what an organization has issued to the user of an address worthless. */
  withdrawIssued(
    kind: OneTimeLinkKind,
    issued: { readonly organizationId: string; readonly email: string },
  ): Promise<void>;
}

/** 256 random bits, base64url: what stands in a link. */
export function newLinkToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The only form in which the token of a link is stored, 32 bytes. */
export function hashLinkToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

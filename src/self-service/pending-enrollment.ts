/**
 * A factor that is being set up outside a sign-in, by who is signed in already. Until it is confirmed it lives sealed
 * among the one-time links, not among the authenticators, and counts for nothing.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SetUp } from '../enrollment/set-up.ts';
import { hashLinkToken } from '../links/one-time-links.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import type { SelfServiceContext } from './context.ts';

/** How long a set-up may take, in seconds. */
export const pendingEnrollmentSeconds = 15 * 60;

const stored = z.object({
  nickname: z.string(),
  /** Of an app, base32; null for a key. */
  secret: z.string().nullable(),
  /** What a key has to sign, base64url, in the session that asked; null for an app. */
  key: z
    .object({ challenge: z.string(), sessionHash: z.string(), askedAt: z.number() })
    .nullable()
    .default(null),
  /** Of the session that began it, base64: nobody who is in another one reads its secret or confirms it. */
  sessionHash: z.string(),
  mailbox: z.object({ codeHash: z.string(), sentAt: z.number() }).nullable(),
});

export type PendingDetail = Omit<z.infer<typeof stored>, 'sessionHash'>;

/** @returns its id, which is no secret: only the session that began it can do anything with it. */
export async function storePending(
  { oneTimeLinks }: Pick<Stores, 'oneTimeLinks'>,
  { person: { user }, sessionHash, now }: SelfServiceContext,
  { id, ...detail }: PendingDetail & { readonly id: string },
): Promise<Date> {
  const expiresAt = new Date(now.getTime() + pendingEnrollmentSeconds * 1000);
  // One at a time: who starts again has given up the one before.
  await oneTimeLinks.withdraw(user.id, ['pending_enrollment']);
  const bound = { ...detail, sessionHash: sessionHash.toString('base64') };
  const owner = { userId: user.id, organizationId: null, kind: 'pending_enrollment' } as const;
  await oneTimeLinks.create({
    ...owner,
    tokenHash: hashLinkToken(id),
    detail: bound,
    createdAt: now,
    expiresAt,
  });
  return expiresAt;
}

export function newPendingId(): string {
  return randomUUID();
}

/** @throws Refusal `enrollment_expired` for one that is unknown, somebody else's, of another session, too old or done */
export async function findPending(
  { oneTimeLinks }: Pick<Stores, 'oneTimeLinks'>,
  { person: { user }, sessionHash, now }: SelfServiceContext,
  id: string,
): Promise<PendingDetail> {
  const link = await oneTimeLinks.find('pending_enrollment', hashLinkToken(id), now);
  const detail = stored.safeParse(link?.detail);
  const isOwn = link?.userId === user.id && detail.data?.sessionHash === sessionHash.toString('base64');
  if (!isOwn || !detail.success) throw new Refusal('enrollment_expired');
  return detail.data;
}

/** @throws Refusal `enrollment_expired` when another request was faster */
export async function spendPending(
  { oneTimeLinks }: Pick<Stores, 'oneTimeLinks'>,
  id: string,
  now: Date,
): Promise<void> {
  const spent = await oneTimeLinks.spend('pending_enrollment', hashLinkToken(id), now);
  if (spent === null) throw new Refusal('enrollment_expired', { reason: 'confirmed or replaced meanwhile' });
}

/** The set-up that was begun under an id. */
export function setUpOf({ person, language, actor, now }: SelfServiceContext, id: string): SetUp {
  return { id, mail: 'enrollment-code', person, language, actor, now };
}

import { z } from 'zod';
import type { Actor } from '../audit/event.ts';
import { type DeniableNotice, deniableKinds, type Recipient } from '../notices/notices.ts';
import type { Stores } from '../stores.ts';
import { hashLinkToken, newLinkToken, type OneTimeLink } from './one-time-links.ts';

/** How long somebody may say that it was not them, in seconds: mails wait over a weekend. */
export const notMeSeconds = 7 * 24 * 60 * 60;

/** Where they say so; the token follows. */
export const notMePath = '/account/not-me' as const;

/** What a link was mailed about. */
export type DeniedKind = DeniableNotice['kind'];

const detail = z.object({ about: z.enum(deniableKinds) });

export interface DeniableMail {
  /** Whose account it is about. */
  readonly userId: string;
  readonly to: Recipient;
  readonly notice: DeniableNotice;
  readonly by: Actor;
}

/**
 * Mails the owner of an account what was done with it, with a link to say that it was not them. In the transaction of what
 * was done.
 */
export async function mailDeniable(
  { oneTimeLinks, outbox }: Pick<Stores, 'oneTimeLinks' | 'outbox'>,
  { userId, to, notice, by }: DeniableMail,
  now: Date,
): Promise<void> {
  const token = newLinkToken();
  await oneTimeLinks.create({
    tokenHash: hashLinkToken(token),
    kind: 'not_me',
    userId,
    organizationId: null,
    detail: { about: notice.kind },
    createdAt: now,
    expiresAt: new Date(now.getTime() + notMeSeconds * 1000),
  });
  await outbox.mail(to, { ...notice, notMe: token }, by);
}

/** What a link was mailed about; null for one of another make. */
export function deniedBy(link: OneTimeLink): DeniedKind | null {
  const read = detail.safeParse(link.detail);
  return read.success ? read.data.about : null;
}

import { z } from 'zod';
import { hashLinkToken, newLinkToken, type OneTimeLink } from '../links/one-time-links.ts';
import { mailLanguagesOf } from '../people/mail-language.ts';
import type { Stores } from '../stores.ts';
import { recipientOf, type SelfServiceContext } from './context.ts';

/** The two links of a change: to the new address, and to the old one where that has to agree. */
export const emailLinkKinds = ['email_change', 'email_change_consent'] as const;

export type EmailLinkKind = (typeof emailLinkKinds)[number];

const detail = z.object({
  newEmail: z.string(),
  userEpoch: z.number(),
  /** Whether the old address has to agree; of links that were mailed earlier it is missing. */
  needsConsent: z.boolean().optional(),
});

/** What a link of a change knows. */
export type EmailLinkDetail = z.infer<typeof detail>;

/** Null for what is none. */
export function emailLinkDetailOf(link: Pick<OneTimeLink, 'detail'>): EmailLinkDetail | null {
  const read = detail.safeParse(link.detail);
  return read.success ? read.data : null;
}

interface MailedLink {
  readonly issuer: URL;
  readonly kind: EmailLinkKind;
  readonly detail: EmailLinkDetail;
  readonly expiresAt: Date;
}

/** Stores a link of a change and mails it to the address that is to follow it. */
export async function mailEmailLink(
  { oneTimeLinks, outbox }: Pick<Stores, 'oneTimeLinks' | 'outbox'>,
  myself: Pick<SelfServiceContext, 'person' | 'language' | 'actor' | 'now'>,
  { issuer, kind, detail: known, expiresAt }: MailedLink,
): Promise<void> {
  const { person, language, actor, now: createdAt } = myself;
  const token = newLinkToken();
  const stored = { kind, userId: person.user.id, organizationId: null, detail: known, createdAt, expiresAt };
  await oneTimeLinks.create({ ...stored, tokenHash: hashLinkToken(token) });
  const link = new URL(`/account/email/${token}`, issuer).href;
  const validForSeconds = Math.floor((expiresAt.getTime() - createdAt.getTime()) / 1000);
  const own = recipientOf(myself);
  // The new address is nobody's yet, so that nobody could find their languages by it.
  const theirs = { ...own, email: known.newEmail, language: mailLanguagesOf(person.user) || language };
  const to = kind === 'email_change' ? theirs : own;
  const notice = kind === 'email_change' ? ('email-change' as const) : ('email-change-consent' as const);
  // Only the owner of the account learns from where it was asked.
  await outbox.mail(to, { kind: notice, link, validForSeconds }, kind === 'email_change' ? undefined : actor);
}

import type { Notice } from '../../notices/notices.ts';
import type { Words } from '../words/language.ts';
import type { MailModel } from './mails.ts';

/** Where a mail leads on to. */
export interface MailButton {
  readonly label: string;
  readonly address: string;
  /** As a plain text has it: the address alone where the words before it lead up to it, else below the label. */
  readonly inText: string;
}

/** Whoever is to set up a factor does so in their account; the sign-in is on the way there. */
const leadingToSecurity: ReadonlySet<Notice['kind']> = new Set([
  'enforcement-announced',
  'enrollment-reminder',
] satisfies readonly Notice['kind'][]);

/** A mail leads to the link that it brings, or to a page that needs a sign-in; null for nowhere. */
export function buttonInWords(
  words: Words,
  { notice, securityUrl }: Pick<MailModel, 'notice' | 'securityUrl'>,
): MailButton | null {
  const isLinked = 'link' in notice;
  if (!isLinked && !leadingToSecurity.has(notice.kind)) return null;
  const label = words.say(`mail.${notice.kind}.button`);
  if (isLinked) return { label, address: notice.link, inText: notice.link };
  return { label, address: securityUrl, inText: `${label}\n${securityUrl}` };
}

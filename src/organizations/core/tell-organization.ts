import type { Notice } from '../../notices/notices.ts';
import type { Stores } from '../../stores.ts';
import type { Organization } from './organization.ts';

/** Mails the notification address of an organization, else its owners and administrators (D27). */
export async function tellOrganization(
  { members, outbox }: Pick<Stores, 'members' | 'outbox'>,
  { id, notificationEmail, timeZone }: Pick<Organization, 'id' | 'notificationEmail' | 'timeZone'>,
  notice: Notice,
): Promise<void> {
  const emails = notificationEmail === null ? await members.administrators(id) : [notificationEmail];
  for (const email of emails) await outbox.mail({ email, language: '', timeZone }, notice);
}

import type { Actor } from '../../audit/event.ts';
import type { Notice } from '../../notices/notices.ts';
import type { Stores } from '../../stores.ts';
import type { Organization } from './organization.ts';

/**
 * Mails the notification address of an organization, else its owners and administrators (D27); both while nobody has confirmed
 * the address, so that nothing is lost at a mistyped one.
 * @param told with who did it, where that is somebody else than it is about
 */
export async function tellOrganization(
  { members, outbox }: Pick<Stores, 'members' | 'outbox'>,
  organization: Pick<
    Organization,
    'id' | 'language' | 'notificationEmail' | 'notificationConfirmedAt' | 'timeZone'
  >,
  told: Notice | { readonly notice: Notice; readonly by: Actor },
): Promise<void> {
  const { id, language, notificationEmail, notificationConfirmedAt, timeZone } = organization;
  const emails = new Set(notificationEmail === null ? [] : [notificationEmail]);
  if (notificationConfirmedAt === null)
    for (const email of await members.administrators(id)) emails.add(email);
  const { notice, by } = 'notice' in told ? told : { notice: told, by: undefined };
  for (const email of emails) await outbox.mail({ email, language: language ?? '', timeZone }, notice, by);
}

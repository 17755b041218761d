import type { IsMailWorking } from '../../mail/mail-proof.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db } from '../../stores.ts';
import type { Organization } from './organization.ts';

/** Whether the mail server was seen to accept a mail, and if not, whether anybody is known who could get a test mail. */
export type MailState = 'proven' | 'unproven' | 'nobody_to_mail';

/** Asked before a transaction, which must not wait for a mail server. Where it is proven nobody needs a test mail. */
export async function mailStateOf(
  { db, isMailWorking }: { readonly db: Db; readonly isMailWorking: IsMailWorking },
  { id, name, notificationEmail }: Organization,
): Promise<MailState> {
  const [owner] = await db.members.owners(id);
  const to = notificationEmail ?? owner?.email ?? null;
  if (await isMailWorking(to, name)) return 'proven';
  return to === null ? 'nobody_to_mail' : 'unproven';
}

/** @throws Refusal `mail_not_working`, `nobody_to_mail` */
export function requireMail(mail: MailState): void {
  if (mail === 'nobody_to_mail') throw new Refusal('nobody_to_mail');
  if (mail === 'unproven')
    throw new Refusal('mail_not_working', { reason: 'no mail server has taken a test mail' });
}

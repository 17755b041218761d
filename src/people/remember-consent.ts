import type { Db } from '../stores.ts';
import { consentAfter, type RememberedConsent } from './remembered-consent.ts';

/** Remembers what a person has agreed to, beside what they agreed to before, for the sessions to come. */
export function rememberConsent(
  db: Db,
  userId: string,
  { now, ...agreed }: Pick<RememberedConsent, 'clientId' | 'terms'> & { readonly now: Date },
): Promise<void> {
  return db.transaction(async ({ accounts, consents }) => {
    await accounts.lock(userId);
    const before = await consents.find(userId, agreed.clientId, now);
    await consents.save(userId, consentAfter(before, agreed, now));
  });
}

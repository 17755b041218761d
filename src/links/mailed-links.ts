import { type Ending, Refusal } from '../refusal/refusal.ts';
import type { OneTimeLinkKind, OneTimeLinkStore } from './one-time-links.ts';

/** Links that go out by mail. Whoever follows one that has ended reads how: only its mailbox has its token. */
export const mailedKinds = [
  'email_change',
  'email_change_consent',
  'not_me',
  'notification_address',
  'password_reset',
] as const satisfies readonly OneTimeLinkKind[];

/** For so long a mailed link that has ended is told from one that never was. */
export const endingsKeptDays = 30;

/**
 * What to say of a link that is no good (any more).
 * @returns `link_ended` for one that was; `not_found` for one that never was, is another kind of link, or ended long ago
 */
export async function refusalOfLink(
  { endingOf }: Pick<OneTimeLinkStore, 'endingOf'>,
  sought: { readonly tokenHash: Buffer; readonly kinds: readonly OneTimeLinkKind[] },
  now: Date,
): Promise<Refusal> {
  const ending = await endingOf(sought.kinds, sought.tokenHash, now);
  return ending === null ? new Refusal('not_found', { reason: 'there was no such link' }) : linkEnded(ending);
}

export function linkEnded(ending: Ending): Refusal {
  return new Refusal('link_ended', { ending, reason: `the link was ended: ${ending}` });
}

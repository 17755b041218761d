import { longestActivityPage } from '../../audit/activity-store.ts';
import type { DeniedKind } from '../../links/not-me-link.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { type OwnActivityType, ownActivityTypes } from './own-activity.ts';

/** What somebody says was not them. */
export interface MeantEvent {
  readonly type: string;
  readonly at: Date;
  /** Ids of those in whose logs it stands. */
  readonly organizations: readonly string[];
}

/** @throws Refusal `not_found` for an event that is not theirs */
export async function meantById(
  { activity }: Pick<Stores, 'activity'>,
  userId: string,
  eventId: string,
): Promise<MeantEvent> {
  const meant = await activity.findOwn(userId, eventId, ownActivityTypes);
  if (meant === null) throw new Refusal('not_found');
  return meant;
}

/** What each mail tells. */
const toldBy: Readonly<Record<DeniedKind, readonly OwnActivityType[]>> = {
  'device-reset': ['authenticator.reset'],
  'email-changed': ['account.email_changed'],
  'factor-enrolled': ['authenticator.enrolled'],
  'factor-removed': ['authenticator.removed'],
  'new-sign-in': ['account.signed_in'],
  'password-changed': ['account.password_changed', 'account.password_reset_completed'],
  'recovery-code-used': ['authenticator.recovery_code_used'],
  'recovery-codes-replaced': ['authenticator.recovery_codes_replaced'],
};

/** A mail about something, written as it was done. */
interface TellingMail {
  readonly userId: string;
  readonly about: DeniedKind;
  readonly at: Date;
}

/** Null where so much of the kind has happened since that it is not found. */
export async function meantByMail(
  { activity }: Pick<Stores, 'activity'>,
  { userId, about, at }: TellingMail,
): Promise<MeantEvent | null> {
  const types = toldBy[about];
  const asked = { types, since: at, limit: longestActivityPage, before: null };
  const { rows } = await activity.ownOf(userId, asked);
  const id = rows.find((row) => row.at.getTime() === at.getTime())?.id;
  return id === undefined ? null : activity.findOwn(userId, id, types);
}

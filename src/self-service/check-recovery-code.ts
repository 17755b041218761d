import { typedRecoveryCode } from '../authenticators/recovery-codes.ts';
import type { Operations } from '../operations/operations.ts';
import type { Instant } from '../policy/facts.ts';
import { Refusal } from '../refusal/refusal.ts';
import { chargeTry, recordFailedTry } from '../sign-in/second-factor-failures.ts';
import type { Db } from '../stores.ts';
import { recipientOf, type SelfServiceContext } from './context.ts';

/** The set of a person, as far as a check-up needs to know it. */
export interface RecoveryCodesNow {
  readonly recoveryCodesLeft: number;
  readonly recoveryCodesAtHandAt: Date | null;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Whether the person should look whether they still have their codes (D38). Without any there is nothing to look for.
 * @param everyDays null: never
 */
export function isRecoveryCodeCheckDue(
  { recoveryCodesLeft, recoveryCodesAtHandAt }: RecoveryCodesNow,
  everyDays: number | null,
  now: Instant,
): boolean {
  if (everyDays === null || recoveryCodesLeft === 0) return false;
  return recoveryCodesAtHandAt === null || now - recoveryCodesAtHandAt.getTime() >= everyDays * dayMs;
}

/**
 * Shows that one unused recovery code is at hand; it stays unused, and the session has proven nothing by it. Tries count
 * with those of a sign-in, so that this is no place to guess; a right one takes back its own charge alone (decision 3).
 * @throws Refusal `recovery_code_wrong`, `too_many_attempts` before anything is compared, `server_busy`
 */
export async function checkRecoveryCode(
  { db, ...comparing }: Pick<Operations, 'recoveryCodeKey' | 'hasher'> & { readonly db: Db },
  myself: SelfServiceContext,
  code: string,
): Promise<void> {
  const { actor, person, now } = myself;
  const userId = person.user.id;
  const { failures, recoveryCodes } = await chargeTry(db, userId, now);
  const found = await typedRecoveryCode(comparing, code, { userId, unused: recoveryCodes });
  const event = { type: 'authenticator.recovery_code_checked', actor, userId } as const;
  if (
    found !== null &&
    (await db.authenticators.markRecoveryCodeAtHand({ id: found.id, failures }, event, now))
  )
    return;
  // No policy has asked for it, so it stands in nobody's log.
  const attempt = { userId, actor, organizations: [], recipient: recipientOf(myself), now };
  await recordFailedTry(db, attempt, { failures });
  throw new Refusal('recovery_code_wrong');
}

import { mailDeniable } from '../links/not-me-link.ts';
import type { Operations } from '../operations/operations.ts';
import {
  isShortPassword,
  minimumLengthFor,
  passwordContextOf,
  requireGoodPassword,
} from '../passwords/new-password.ts';
import { normalizePassword } from '../passwords/password-rules.ts';
import { Refusal } from '../refusal/refusal.ts';
import { endMyOtherSessions, lockMyself, recipientOf, type SelfServiceContext } from './context.ts';
import { proveOwnPassword } from './prove-own-password.ts';
import { linksUnderWay } from './withdrawn-links.ts';

interface PasswordChange {
  readonly current: string;
  readonly next: string;
}

/**
 * Replaces the person's password. Their other sessions and all links that are under way end; this session goes on.
 * @throws Refusal `too_many_attempts`, `password_wrong`, `password_too_short` (ruling 21), `password_too_common`,
 *   `password_unchanged` where a new one is due, `server_busy`, `interaction_expired`
 */
export async function changePassword(
  deps: Pick<Operations, 'db' | 'hasher' | 'plans' | 'productName'>,
  myself: SelfServiceContext,
  passwords: PasswordChange,
): Promise<void> {
  const { now } = myself;
  await proveOwnPassword(deps, myself, passwords.current);
  requireAnother(myself, passwords);
  requireGoodPassword(
    passwords.next,
    passwordContextOf(myself.person, deps.productName),
    minimumLengthFor(myself.person, deps.plans, now),
  );
  const hash = await deps.hasher.hash(normalizePassword(passwords.next));
  await deps.db.transaction(async (stores) => {
    const { user } = await lockMyself(stores, myself);
    const changed = { hash, isShort: isShortPassword(passwords.next), changedAt: now };
    const userEpoch = await stores.accounts.changePassword(user.id, user.epoch, changed);
    if (userEpoch === null) throw new Refusal('interaction_expired', { reason: 'the account is gone' });
    await endMyOtherSessions(stores, myself, { userEpoch });
    await stores.oneTimeLinks.withdraw(user.id, linksUnderWay);
    const { actor } = myself;
    await stores.audit.record({ type: 'account.password_changed', actor, userId: user.id }, now);
    const mail = { userId: user.id, to: recipientOf(myself), notice: { kind: 'password-changed' } } as const;
    await mailDeniable(stores, { ...mail, by: actor }, now);
  });
}

/** The present one may be known to others, since a new one is due. */
function requireAnother({ person }: SelfServiceContext, { current, next }: PasswordChange): void {
  if (person.user.passwordResetAt === null) return;
  if (normalizePassword(next) === normalizePassword(current)) throw new Refusal('password_unchanged');
}

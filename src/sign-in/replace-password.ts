import { mailDeniable } from '../links/not-me-link.ts';
import { passwordContextOf, requireGoodPassword } from '../passwords/new-password.ts';
import { minimumPasswordLength, normalizePassword } from '../passwords/password-rules.ts';
import { Refusal } from '../refusal/refusal.ts';
import { actorOf, provenPerson, recipientOf, type SignIn, type SignInDeps } from './context.ts';
import { endOtherSessions } from './end-other-sessions.ts';
import { saveProgress } from './save-progress.ts';

/**
 * Replaces a password that is too short for somebody of whom MFA is not required (ruling 21); all older sessions end.
 * @returns the sign-in with its new progress, which is stored already.
 * @throws Refusal `password_too_short`, `password_too_common`, `interaction_expired`, `server_busy`
 */
export async function replacePassword(deps: SignInDeps, signIn: SignIn, password: string): Promise<SignIn> {
  const person = provenPerson(signIn);
  const { user } = person;
  requireGoodPassword(password, passwordContextOf(person, deps.productName), minimumPasswordLength);
  const hash = await deps.hasher.hash(normalizePassword(password));
  return deps.db.transaction(async (stores) => {
    const changed = { hash, changedAt: signIn.now };
    const userEpoch = await stores.accounts.replacePassword(user.id, user.epoch, changed);
    if (userEpoch === null)
      throw new Refusal('interaction_expired', { reason: 'signed out everywhere meanwhile' });
    const replaced = { ...signIn.progress, userEpoch };
    const next = await saveProgress(stores, signIn, { progress: replaced });
    await endOtherSessions(stores, signIn, userEpoch);
    await stores.rememberedDevices.forgetAll(user.id);
    await stores.oneTimeLinks.withdraw(user.id, ['password_reset']);
    const event = { type: 'account.password_changed', actor: actorOf(signIn), userId: user.id } as const;
    await stores.audit.record(event, signIn.now);
    const mail = { userId: user.id, to: recipientOf(signIn), notice: { kind: 'password-changed' } } as const;
    await mailDeniable(stores, { ...mail, by: actorOf(signIn) }, signIn.now);
    return next;
  });
}

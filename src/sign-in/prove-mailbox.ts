import {
  checkMailboxCode,
  hashMailboxCode,
  mailboxCodeTtlSeconds,
  newMailboxCode,
} from '../authenticators/mailbox-code.ts';
import { limitKey, requireCharged } from '../limits/limit.ts';
import { Refusal } from '../refusal/refusal.ts';
import { actorOf, type SignIn, type SignInDeps } from './context.ts';
import type { SignInProgress } from './progress.ts';

/**
 * Mails a new code to the verified address, the proof before a first enrolment (product decision 4).
 * How often is limited on the account, so that nobody's mailbox is flooded by who knows the password.
 * @throws Refusal `too_many_attempts`, `mail_not_sent`
 */
export async function sendMailboxCode(deps: SignInDeps, signIn: SignIn): Promise<SignInProgress> {
  const { person, now } = signIn;
  if (person === null) throw new Refusal('interaction_expired', { reason: 'no password was proven' });
  requireCharged(await deps.db.accounts.charge(limitKey('mailed codes', person.user.id), now));
  const code = newMailboxCode();
  const notice = { kind: 'mailbox-code', code, validForSeconds: mailboxCodeTtlSeconds } as const;
  await deps.notifier.notify({ email: person.user.email, language: signIn.language }, notice, now);
  const codeHash = hashMailboxCode(code, keyOf(deps, signIn));
  return { ...signIn.progress, mailbox: { codeHash, sentAt: now.getTime(), tries: 0, provenAt: null } };
}

/** The progress with one more try charged; store it before `proveMailbox` compares. */
export function chargeMailboxTry(progress: SignInProgress): SignInProgress {
  if (progress.mailbox === null) return progress;
  return { ...progress, mailbox: { ...progress.mailbox, tries: progress.mailbox.tries + 1 } };
}

/** @throws Refusal `token_invalid` when it is wrong, too old or was tried too often. */
export async function proveMailbox(deps: SignInDeps, signIn: SignIn, code: string): Promise<SignInProgress> {
  const { progress, now } = signIn;
  const { mailbox, userId } = progress;
  if (mailbox === null || mailbox.codeHash === null || userId === null) throw new Refusal('token_invalid');
  const sent = { hash: mailbox.codeHash, sentAt: mailbox.sentAt, tries: mailbox.tries };
  const check = checkMailboxCode(sent, code, { key: keyOf(deps, signIn), now: now.getTime() });
  if (check.result !== 'ok') throw new Refusal('token_invalid', { reason: check.result });
  await deps.db.audit.record({ type: 'authenticator.mailbox_proved', actor: actorOf(signIn), userId }, now);
  return { ...progress, mailbox: { ...mailbox, codeHash: null, provenAt: now.getTime() } };
}

function keyOf(deps: SignInDeps, { uid, progress }: SignIn): { key: Buffer; purpose: string } {
  return { key: deps.mailboxKey, purpose: `enrollment:${uid}:${progress.userId}` };
}

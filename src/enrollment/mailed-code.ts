import {
  checkMailboxCode,
  hashMailboxCode,
  type MailboxCodeCheck,
  mailboxCodeTtlSeconds,
  newMailboxCode,
} from '../authenticators/mailbox-code.ts';
import { limitKey, requireCharged } from '../limits/limit.ts';
import { doerOf } from '../notices/doer.ts';
import type { Operations } from '../operations/operations.ts';
import { timeZoneOf } from '../people/time-zone.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { SetUp } from './set-up.ts';

/** A code that was mailed, as it is kept until it is given. */
export interface MailedCode {
  /** Keyed hash, base64url. */
  readonly codeHash: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
}

/**
 * Mails a new code to the verified address, the proof before a first enrolment (product decision 4).
 * How often is limited on the account, so that nobody's mailbox is flooded by who knows the password.
 * @throws Refusal `too_many_attempts`, `mail_not_sent`
 */
export async function mailCode(
  deps: Pick<Operations, 'db' | 'notifier' | 'mailboxKey'>,
  setUp: SetUp,
): Promise<MailedCode> {
  const { actor, person, language, now } = setUp;
  requireCharged(await deps.db.limits.charge(limitKey('mailed codes', person.user.id), now));
  const code = newMailboxCode();
  const notice = { kind: setUp.mail, code, validForSeconds: mailboxCodeTtlSeconds } as const;
  const to = { email: person.user.email, language, timeZone: timeZoneOf(person) };
  await deps.notifier.notify({ to, notice, by: doerOf(actor, notice.kind) }, now);
  return { codeHash: hashMailboxCode(code, keyOf(deps, setUp)), sentAt: now.getTime() };
}

/**
 * Whether a code is the one that was mailed for this very set-up, which the log says.
 * @param sent.tries charged so far, the present one included; store it before this compares
 * @throws Refusal `token_invalid` when it is wrong, too old or was tried too often
 */
export async function requireMailedCode(
  deps: Pick<Operations, 'db' | 'mailboxKey'>,
  setUp: SetUp,
  { code, sent }: { readonly code: string; readonly sent: MailedCode & { readonly tries: number } },
): Promise<void> {
  const { actor, now, person } = setUp;
  const asked = { hash: sent.codeHash, sentAt: sent.sentAt, tries: sent.tries };
  const check = checkMailboxCode(asked, code, { key: keyOf(deps, setUp), now: now.getTime() });
  if (check.result !== 'ok') throw notTheCode(check.result);
  const event = { type: 'authenticator.mailbox_proved', actor, userId: person.user.id } as const;
  await deps.db.audit.record(event, now);
}

/** What is too old, or was tried too often, is told apart: nobody finds out by it whether it was right. */
function notTheCode(reason: Exclude<MailboxCodeCheck['result'], 'ok'>): Refusal {
  const about = { about: 'mailbox_code', reason } as const;
  if (reason === 'wrong') return new Refusal('token_invalid', about);
  return new Refusal('token_invalid', { ...about, ending: reason === 'expired' ? 'expired' : 'withdrawn' });
}

function keyOf({ mailboxKey: key }: Pick<Operations, 'mailboxKey'>, { id, person }: SetUp) {
  return { key, purpose: `enrollment:${id}:${person.user.id}` };
}

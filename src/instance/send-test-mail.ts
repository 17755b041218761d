import type { Recipient } from '../notices/notices.ts';
import type { Operations } from '../operations/operations.ts';

/**
 * Sends a mail that says it is a test, at once: whoever asks for it waits to see whether the mail server takes it.
 * @throws Refusal `mail_not_sent` with what the server or the network said
 */
export async function sendTestMail(
  { notifier }: Pick<Operations, 'notifier'>,
  to: Recipient,
  now: Date,
): Promise<void> {
  await notifier.notify({ to, notice: { kind: 'test-mail' } }, now);
}

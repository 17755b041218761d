import type { Actor } from '../audit/event.ts';
import { networkOf } from '../limits/network.ts';
import type { Doer, Notice } from './notices.ts';

/** About the account of whoever reads it: they, and nobody else, are told from which network something was done. */
const aboutOwnAccount: ReadonlySet<Notice['kind']> = new Set([
  'activity-reported',
  'device-reset',
  'email-change-consent',
  'email-changed',
  'enrollment-code',
  'enrollment-ticket',
  'factor-enrolled',
  'factor-removed',
  'left-organizations',
  'mailbox-code',
  'new-sign-in',
  'password-changed',
  'password-reset',
  'password-reset-ordered',
  'password-reset-reported',
  'recovery-code-used',
  'recovery-codes-replaced',
  'second-factor-locked',
  'second-factor-unlocked',
  'sessions-ended',
] satisfies readonly Notice['kind'][]);

/** Who did what a notice tells, as far as its reader may know. Nobody where it was the server itself. */
export function doerOf(actor: Actor, kind: Notice['kind']): Doer | null {
  if (actor.kind === 'system') return null;
  const address = aboutOwnAccount.has(kind) ? (actor.sourceAddress ?? null) : null;
  const network = address === null ? null : networkOf(address);
  const userId = actor.kind === 'user' ? actor.id : null;
  return userId === null && network === null ? null : { userId, network };
}

import type { Decision } from '../../policy/decision.ts';
import { type FirstFactor, firstFactors } from '../../policy/factors/first-factors.ts';
import type { Interaction } from '../../provider/library/interaction.ts';
import { isConfirmed } from '../../sign-in/enroll.ts';
import type { SignInProgress } from '../../sign-in/progress.ts';

/** The pages of an interaction, and what can come after the last of them. */
export type Step =
  | FirstFactor
  /** Who is signed in goes on, or switches. */
  | 'account'
  | 'challenge'
  | 'mailbox'
  | 'ticket'
  | 'enroll'
  | 'recovery-codes'
  | 'new-password'
  | 'consent'
  /** Everything is proven: hand over to the application. */
  | 'finish'
  /** No page can help: the policy denies. */
  | 'refused'
  /** An essential level cannot be reached: the application gets `unmet_authentication_requirements`. */
  | 'unmet';

/** The one page that is due; any other is refused or leads here. */
export function currentStep(
  { prompt }: Interaction,
  progress: SignInProgress,
  decision: Decision | null,
): Step {
  if (prompt.name === 'consent') return 'consent';
  if (progress.userId === null || decision === null) return firstFactors[0];
  // What is asked of this account is asked once it is selected; a session that is over is nobody's to select.
  const isToSelect = prompt.name === 'select_account' && progress.stepUpOf !== null;
  if (isToSelect && decision.step !== 'sign_in') return 'account';
  switch (decision.step) {
    case 'sign_in':
      return firstFactors[0];
    case 'challenge':
      return 'challenge';
    case 'enroll':
      return enrollmentStep(progress, decision);
    case 'new_password':
      return 'new-password';
    case 'continue':
      return 'finish';
    case 'unmet':
      return 'unmet';
    case 'deny':
      return 'refused';
  }
}

function enrollmentStep(progress: SignInProgress, decision: Extract<Decision, { step: 'enroll' }>): Step {
  if (decision.factors.length === 0) return 'refused';
  const hasTicket = progress.ticket != null;
  if (decision.proof === 'ticket' && !hasTicket) return 'ticket';
  // A ticket is the stricter proof of the two.
  if (decision.proof === 'mailbox' && progress.mailbox?.provenAt == null && !hasTicket) return 'mailbox';
  return isConfirmed(progress.enrollment) ? 'recovery-codes' : 'enroll';
}

import type { Person } from '../../accounts/person.ts';
import type { SignInProgress } from '../../sign-in/progress.ts';
import { proveSecondFactor } from '../../sign-in/prove-second-factor.ts';
import type { WebDeps } from '../context.ts';
import type { ChallengePage, PageFrame } from '../pages.ts';
import { type Form, show, withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import { goOn } from './go-on.ts';
import type { PageContext, View } from './view.ts';

export function showChallenge(deps: WebDeps, ctx: PageContext, view: View): void {
  show(deps, ctx, page(view, frameOf(view, null), 'digits'));
}

export async function submitChallenge(
  deps: WebDeps,
  ctx: PageContext,
  view: View,
  form: Form,
): Promise<void> {
  const keyboard = form.action === 'use_recovery_code' ? 'letters' : 'digits';
  if (keyboard === 'letters') return show(deps, ctx, page(view, frameOf(view, null), keyboard));
  const draw = (frame: PageFrame) => page(view, frame, keyboard);
  await withForm(deps, ctx, view, 'code', draw, async () => {
    const input = { code: form.code ?? '', recoveryCodeAllowed: isRecoveryCodeAllowed(view) };
    const progress = await proveSecondFactor(deps.signIn, view.signIn, input, view.now);
    await goOn(deps, ctx, view, { progress, person: await personAfter(deps, view, progress) });
  });
}

/** A recovery code leaves its mark on the user, and a code of the app takes it away: the next decision must see that. */
async function personAfter(
  deps: WebDeps,
  { signIn }: View,
  { proofs }: SignInProgress,
): Promise<Person | null> {
  const isMarked = signIn.person?.user.replaceFactorSince != null;
  const usedRecoveryCode = proofs.recoveryCodeAt !== signIn.progress.proofs.recoveryCodeAt;
  if (!isMarked && !usedRecoveryCode) return signIn.person;
  return deps.signIn.db.people.byId(signIn.progress.userId ?? '', null);
}

function isRecoveryCodeAllowed({ decision }: View): boolean {
  return decision?.step === 'challenge' && decision.recoveryCode;
}

function page(view: View, frame: PageFrame, keyboard: ChallengePage['keyboard']): ChallengePage {
  return { ...frame, page: 'challenge', recoveryCodeAccepted: isRecoveryCodeAllowed(view), keyboard };
}

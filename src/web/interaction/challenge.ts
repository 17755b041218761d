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
  show(deps, ctx, page(view, frameOf(view, null), 'app_code'));
}

export async function submitChallenge(
  deps: WebDeps,
  ctx: PageContext,
  view: View,
  form: Form,
): Promise<void> {
  const { action = 'continue' } = form;
  if (action === 'use_recovery_code')
    return show(deps, ctx, page(view, frameOf(view, null), 'recovery_code'));
  if (action === 'use_app_code') return showChallenge(deps, ctx, view);
  const asks = form.asks === 'recovery_code' ? form.asks : 'app_code';
  const draw = (frame: PageFrame) => page(view, frame, asks);
  await withForm(deps, ctx, view, { form, fields: ['code'], draw }, async () => {
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
  return deps.signIn.db.people.byId(signIn.progress.userId ?? '', null, signIn.deviceId);
}

function isRecoveryCodeAllowed({ decision }: View): boolean {
  return decision?.step === 'challenge' && decision.recoveryCode;
}

function page(view: View, frame: PageFrame, asked: ChallengePage['asks']): ChallengePage {
  const recoveryCodeAccepted = isRecoveryCodeAllowed(view);
  return {
    ...frame,
    page: 'challenge',
    recoveryCodeAccepted,
    asks: recoveryCodeAccepted ? asked : 'app_code',
  };
}

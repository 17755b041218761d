import { completeEnrollment } from '../../sign-in/enroll.ts';
import type { WebDeps } from '../context.ts';
import type { PageFrame, RecoveryCodesPage } from '../pages.ts';
import { type Form, show, withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import { goOnStored } from './go-on.ts';
import type { PageContext, View } from './view.ts';

export function showRecoveryCodes(deps: WebDeps, ctx: PageContext, view: View): void {
  show(deps, ctx, page(view, frameOf(view, null)));
}

export async function submitRecoveryCodes(
  deps: WebDeps,
  ctx: PageContext,
  view: View,
  form: Form,
): Promise<void> {
  if (form.action === 'download') return download(ctx, codesOf(view));
  await withForm(
    deps,
    ctx,
    view,
    'kept',
    (frame) => page(view, frame),
    async () => {
      await goOnStored(
        deps,
        ctx,
        view,
        await completeEnrollment(deps.signIn, view.signIn, form.kept ?? '', view.now),
      );
    },
  );
}

function download(ctx: PageContext, codes: readonly string[]): void {
  ctx.set('cache-control', 'no-store');
  ctx.attachment('recovery-codes.txt');
  ctx.type = 'text/plain';
  ctx.body = `${codes.join('\n')}\n`;
}

function codesOf({ signIn }: View): readonly string[] {
  return signIn.progress.enrollment?.recoveryCodes ?? [];
}

function page(view: View, frame: PageFrame): RecoveryCodesPage {
  return { ...frame, page: 'recovery-codes', codes: codesOf(view) };
}

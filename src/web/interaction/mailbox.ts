import { maskEmail } from '../../accounts/email.ts';
import { chargeMailboxTry, proveMailbox, sendMailboxCode } from '../../sign-in/prove-mailbox.ts';
import type { WebDeps } from '../context.ts';
import type { MailboxPage, PageFrame, Problem } from '../pages.ts';
import { type Form, show, withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import { goOn, save, withFirstMail } from './go-on.ts';
import type { PageContext, View } from './view.ts';

/** A step-up comes here without a form before it, so this is where its first mail goes out. */
export async function showMailbox(deps: WebDeps, ctx: PageContext, view: View): Promise<void> {
  const progress = await withFirstMail(deps, view);
  if (progress !== view.signIn.progress) await save(deps, view.signIn, progress);
  const problem = progress.mailbox === null ? mailNotSent : null;
  show(deps, ctx, page(view, frameOf(view, problem)));
}

const mailNotSent: Problem = { code: 'mail_not_sent', field: null, detail: {} };

export async function submitMailbox(deps: WebDeps, ctx: PageContext, view: View, form: Form): Promise<void> {
  await withForm(
    deps,
    ctx,
    view,
    form.action === 'resend' ? null : 'code',
    (frame) => page(view, frame),
    async () => {
      if (form.action === 'resend') {
        return goOn(deps, ctx, view, { progress: await sendMailboxCode(deps.signIn, view.signIn, view.now) });
      }
      const charged = { ...view.signIn, progress: chargeMailboxTry(view.signIn.progress) };
      await save(deps, charged, charged.progress);
      const signIn = { ...charged, version: charged.version + 1 };
      const progress = await proveMailbox(deps.signIn, signIn, form.code ?? '', view.now);
      await goOn(deps, ctx, { ...view, signIn }, { progress });
    },
  );
}

function page({ signIn }: View, frame: PageFrame): MailboxPage {
  return { ...frame, page: 'mailbox', maskedEmail: maskEmail(signIn.person?.user.email ?? '') };
}

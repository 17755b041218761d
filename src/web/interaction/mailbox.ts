import { looksLikeTicket } from '../../links/enrollment-ticket.ts';
import { chargeMailboxTry, proveMailbox, sendMailboxCode } from '../../sign-in/prove-mailbox.ts';
import { saveProgress } from '../../sign-in/save-progress.ts';
import type { WebDeps } from '../context.ts';
import type { MailboxPage, PageFrame, Problem } from '../pages/pages.ts';
import { advance, withFirstMail } from './advance.ts';
import { decline, isDeclinable } from './decline.ts';
import { type Form, show, withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import { submitTicketCode } from './ticket.ts';
import type { PageContext, View } from './view.ts';

/** A step-up comes here without a form before it, so this is where its first mail goes out. */
export async function showMailbox(deps: WebDeps, ctx: PageContext, view: View): Promise<void> {
  const progress = await withFirstMail(deps, view);
  if (progress !== view.signIn.progress) await saveProgress(deps.signIn.db, view.signIn, { progress });
  const problem = progress.mailbox === null ? mailNotSent : null;
  show(deps, ctx, await page(deps, view, frameOf(view, problem)));
}

const mailNotSent: Problem = { code: 'mail_not_sent', field: null, detail: {} };

export async function submitMailbox(deps: WebDeps, ctx: PageContext, view: View, form: Form): Promise<void> {
  if (form.action === 'later') return decline(deps, ctx, view);
  const draw = (frame: PageFrame) => page(deps, view, frame);
  if (form.action === 'resend') {
    return withForm(deps, ctx, view, { form, fields: [], draw }, async () => {
      const progress = await sendMailboxCode(deps.signIn, view.signIn, view.now);
      await advance(deps, ctx, view, { progress });
    });
  }
  const { code = '' } = form;
  await withForm(deps, ctx, view, { form, fields: ['code'], draw }, async () => {
    if (looksLikeTicket(code)) return submitTicketCode(deps, ctx, view, code);
    const charged = chargeMailboxTry(view.signIn.progress);
    const signIn = await saveProgress(deps.signIn.db, view.signIn, { progress: charged });
    const progress = await proveMailbox(deps.signIn, signIn, code, view.now);
    await advance(deps, ctx, { ...view, signIn }, { progress });
  });
}

/** The text names the address; above it a second time it would only be in the way. */
async function page(deps: WebDeps, view: View, frame: PageFrame): Promise<MailboxPage> {
  const { id = '', email = '' } = view.signIn.person?.user ?? {};
  const tickets = await deps.signIn.db.oneTimeLinks.ofUser(id, 'enrollment_ticket', view.now);
  const hasTicket = tickets.length > 0;
  return { ...frame, page: 'mailbox', signedInAs: null, email, hasTicket, declinable: isDeclinable(view) };
}

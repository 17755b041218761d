import { mailboxCodeDigits } from '../../authenticators/mailbox-code.ts';
import { looksLikeTicket } from '../../links/enrollment-ticket.ts';
import { chargeMailboxTry, proveMailbox, sendMailboxCode } from '../../sign-in/prove-mailbox.ts';
import { saveProgress } from '../../sign-in/save-progress.ts';
import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame, Problem } from '../pages/page-frame.ts';
import { advance, withFirstMail } from './advance.ts';
import { decline, type Offer, offerOf } from './decline.ts';
import { withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import { submitTicketCode } from './ticket.ts';
import type { View, Visit } from './view.ts';

export interface MailboxModel extends PageFrame {
  /** Where the code went; the frame does not name it a second time. */
  readonly email: string;
  /** Of the code. */
  readonly digits: number;
  readonly hasTicket: boolean;
  readonly offer: Offer | null;
}

/** Asks for the code that was mailed. `later` only where it is offered. */
export const mailboxPage: InteractionPage<MailboxModel> = {
  area: 'interaction',
  name: 'mailbox',
  actions: ['continue', 'resend', 'later'],
  show,
  submit,
};

/** A step-up comes here without a form before it, so this is where its first mail goes out. */
async function show(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  const progress = await withFirstMail(deps, view);
  if (progress !== view.signIn.progress) await saveProgress(deps.operations.db, view.signIn, { progress });
  const problem = progress.mailbox === null ? mailNotSent : null;
  await drawPage(deps, ctx, await page(deps, view, frameOf(view, problem)));
}

const mailNotSent: Problem = { code: 'mail_not_sent', field: null, detail: {} };

async function submit(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  const { view } = visit;
  if (form.action === 'later') return decline(deps, visit);
  const draw = (frame: PageFrame) => page(deps, view, frame);
  if (form.action === 'resend') {
    const send = async () => {
      const progress = await sendMailboxCode(deps.operations, view.signIn);
      await advance(deps, visit, { progress });
    };
    return withForm(deps, visit, { form, fields: [], draw, work: send });
  }
  const { code = '' } = form;
  const work = async () => {
    if (looksLikeTicket(code)) return submitTicketCode(deps, visit, code);
    const charged = chargeMailboxTry(view.signIn.progress);
    const signIn = await saveProgress(deps.operations.db, view.signIn, { progress: charged });
    const progress = await proveMailbox(deps.operations, signIn, code);
    await advance(deps, { ...visit, view: { ...view, signIn } }, { progress });
  };
  await withForm(deps, visit, { form, fields: ['code'], draw, work });
}

/** The text names the address; above it a second time it would only be in the way. */
async function page(deps: WebDeps, view: View, frame: PageFrame): Promise<FilledPage> {
  const { id = '', email = '' } = view.signIn.person?.user ?? {};
  const tickets = await deps.operations.db.oneTimeLinks.ofUser(id, 'enrollment_ticket', view.signIn.now);
  const hasTicket = tickets.length > 0;
  const shown = { email, digits: mailboxCodeDigits, hasTicket, offer: offerOf(view) };
  return filled(mailboxPage, { ...frame, signedInAs: null, ...shown });
}

import { proveTicket } from '../../sign-in/prove-ticket.ts';
import type { WebDeps } from '../context.ts';
import type { PageFrame, TicketPage } from '../pages/pages.ts';
import { advanceStored } from './advance.ts';
import { decline, isDeclinable } from './decline.ts';
import { type Form, show, withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { PageContext, View } from './view.ts';

export function showTicket(deps: WebDeps, ctx: PageContext, view: View): void {
  show(deps, ctx, page(view, frameOf(view, null)));
}

export async function submitTicket(deps: WebDeps, ctx: PageContext, view: View, form: Form): Promise<void> {
  if (form.action === 'later') return decline(deps, ctx, view);
  const draw = (frame: PageFrame) => page(view, frame);
  const settings = { form, fields: ['code'], draw } as const;
  await withForm(deps, ctx, view, settings, () => submitTicketCode(deps, ctx, view, form.code ?? ''));
}

/** The page of the mailed code takes a ticket as well (product decision 4). */
export async function submitTicketCode(
  deps: WebDeps,
  ctx: PageContext,
  view: View,
  code: string,
): Promise<void> {
  const signIn = await proveTicket(deps.signIn.db, view.signIn, code, view.now);
  await advanceStored(deps, ctx, view, signIn);
}

function page(view: View, frame: PageFrame): TicketPage {
  return { ...frame, page: 'ticket', declinable: isDeclinable(view) };
}

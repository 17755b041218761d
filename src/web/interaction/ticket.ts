import { proveTicket } from '../../sign-in/prove-ticket.ts';
import type { WebDeps } from '../context.ts';
import type { Form } from '../forms/form.ts';
import { drawPage } from '../pages/draw-page.ts';
import type { PageFrame, TicketPage } from '../pages/pages.ts';
import { advanceStored } from './advance.ts';
import { decline, isDeclinable } from './decline.ts';
import { withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { View, Visit } from './view.ts';

export function showTicket(deps: WebDeps, { ctx, view }: Visit): void {
  drawPage(deps, ctx, page(view, frameOf(view, null)));
}

export async function submitTicket(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  if (form.action === 'later') return decline(deps, visit);
  const draw = (frame: PageFrame) => page(visit.view, frame);
  const work = () => submitTicketCode(deps, visit, form.code ?? '');
  await withForm(deps, visit, { form, fields: ['code'], draw, work });
}

/** The page of the mailed code takes a ticket as well (product decision 4). */
export async function submitTicketCode(deps: WebDeps, visit: Visit, code: string): Promise<void> {
  const signIn = await proveTicket(deps.operations.db, visit.view.signIn, code);
  await advanceStored(deps, visit, signIn);
}

function page(view: View, frame: PageFrame): TicketPage {
  return { ...frame, page: 'ticket', declinable: isDeclinable(view) };
}

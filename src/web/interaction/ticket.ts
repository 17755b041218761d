import { proveTicket } from '../../sign-in/prove-ticket.ts';
import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { advanceStored } from './advance.ts';
import { decline, type Offer, offerOf } from './decline.ts';
import { withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import type { View, Visit } from './view.ts';

export interface TicketModel extends PageFrame {
  readonly offer: Offer | null;
}

/** Asks for the ticket that an administrator hands over. `later` only where it is offered. */
export const ticketPage: InteractionPage<TicketModel> = {
  area: 'interaction',
  name: 'ticket',
  actions: ['continue', 'later'],
  show,
  submit,
};

async function show(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  await drawPage(deps, ctx, page(view, frameOf(view, null)));
}

async function submit(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
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

function page(view: View, frame: PageFrame): FilledPage {
  return filled(ticketPage, { ...frame, offer: offerOf(view) });
}

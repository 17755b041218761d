import Router from '@koa/router';
import { firstFactors } from '../../policy/factors/first-factors.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { freshSignIn } from '../../sign-in/progress.ts';
import type { RequestState, WebDeps } from '../context.ts';
import { type Form, formOf } from '../forms/form.ts';
import { drawPage } from '../pages/draw-page.ts';
import { advance, cancel, returnError, seeOther } from './advance.ts';
import { showChallenge, submitChallenge } from './challenge.ts';
import { showConsent, submitConsent } from './consent.ts';
import { showEnroll, submitEnroll } from './enroll.ts';
import { frameOf } from './frame.ts';
import { showMailbox, submitMailbox } from './mailbox.ts';
import { showNewPassword, submitNewPassword } from './new-password.ts';
import { showPassword, submitPassword } from './password.ts';
import { showRecoveryCodes, submitRecoveryCodes } from './recovery-codes.ts';
import type { Step } from './steps.ts';
import { showTicket, submitTicket } from './ticket.ts';
import { loadView, type PageContext, type Visit } from './view.ts';

interface Page {
  /** What its buttons say, besides `cancel` and `switch`; a form that says nothing says `continue`. */
  readonly actions: readonly string[];
  readonly show: (deps: WebDeps, visit: Visit) => void | Promise<void>;
  readonly submit: (deps: WebDeps, visit: Visit, form: Form) => Promise<void>;
  /** Runs all that a `continue` takes, or refuses it before anything is loaded; default: runs it. */
  readonly admit?: (deps: WebDeps, work: () => Promise<void>) => Promise<void>;
}

/** Every page of an interaction, by the last part of its URL. */
const pages: Record<Exclude<Step, 'finish' | 'unmet'>, Page> = {
  password: {
    actions: ['continue'],
    show: showPassword,
    submit: submitPassword,
    admit: ({ operations }, work) => operations.hasher.admit(work),
  },
  challenge: {
    actions: ['continue', 'use_security_key', 'use_recovery_code', 'use_app_code'],
    show: showChallenge,
    submit: submitChallenge,
  },
  mailbox: { actions: ['continue', 'resend', 'later'], show: showMailbox, submit: submitMailbox },
  ticket: { actions: ['continue', 'later'], show: showTicket, submit: submitTicket },
  enroll: {
    actions: ['continue', 'later', 'use_security_key', 'use_app_code'],
    show: showEnroll,
    submit: submitEnroll,
  },
  'recovery-codes': {
    actions: ['continue', 'download'],
    show: showRecoveryCodes,
    submit: submitRecoveryCodes,
  },
  'new-password': { actions: ['continue'], show: showNewPassword, submit: submitNewPassword },
  consent: { actions: ['continue'], show: showConsent, submit: submitConsent },
  refused: { actions: ['continue'], show: showRefused, submit: returnError },
};

/** The sign-in pages: `/interaction/:uid/<page>`. */
export function interactionRoutes(deps: WebDeps): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/interaction/:uid' });
  // Most begin with a first factor; whoever is further is led on by that page's guard.
  router.get('/', (ctx) => seeOther(ctx, `/interaction/${ctx.params.uid}/${firstFactors[0]}`));
  for (const [name, page] of Object.entries(pages)) {
    router.get(`/${name}`, (ctx) => get(deps, { ctx, uid: ctx.params.uid ?? '', name, page }));
    router.post(`/${name}`, (ctx) => post(deps, { ctx, uid: ctx.params.uid ?? '', name, page }));
  }
  return router;
}

interface PageRequest {
  readonly ctx: PageContext;
  /** Of the interaction. */
  readonly uid: string;
  /** The last part of the URL. */
  readonly name: string;
  readonly page: Page;
}

async function get(deps: WebDeps, { ctx, uid, name, page }: PageRequest): Promise<void> {
  const view = await loadView(deps, ctx, uid);
  if (view.step === 'finish' || view.step === 'unmet')
    return advance(deps, { ctx, view }, { progress: view.signIn.progress });
  if (view.step !== name) return seeOther(ctx, `/interaction/${uid}/${view.step}`);
  await page.show(deps, { ctx, view });
}

async function post(deps: WebDeps, request: PageRequest): Promise<void> {
  const { page } = request;
  const { action = 'continue' } = formOf(request.ctx);
  const work = () => handlePost(deps, request);
  await (action === 'continue' && page.admit !== undefined ? page.admit(deps, work) : work());
}

async function handlePost(deps: WebDeps, { ctx, uid, name, page }: PageRequest): Promise<void> {
  const view = await loadView(deps, ctx, uid);
  const visit = { ctx, view };
  const form = formOf(ctx);
  if (form.action === 'cancel') return cancel(deps, visit);
  if (form.action === 'switch') return switchAccount(deps, visit);
  if (view.step !== name) throw new Refusal('wrong_step');
  if (form.action !== undefined && !page.actions.includes(form.action)) throw new Refusal('unknown_action');
  await page.submit(deps, visit, form);
}

/** Starts over with another account; what was proven for this one is forgotten. */
async function switchAccount(deps: WebDeps, visit: Visit): Promise<void> {
  if (visit.view.interaction.prompt.name === 'consent') throw new Refusal('wrong_step');
  await advance(deps, visit, { progress: freshSignIn, person: null });
}

function showRefused(deps: WebDeps, { ctx, view }: Visit): void {
  drawPage(deps, ctx, { ...frameOf(view, null), page: 'refused' });
}

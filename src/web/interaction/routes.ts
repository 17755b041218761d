import Router from '@koa/router';
import { firstFactors } from '../../policy/factors/first-factors.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { freshSignIn } from '../../sign-in/progress.ts';
import { wayBackFrom } from '../errors/way-on.ts';
import { formOf, requireKnownAction } from '../forms/form.ts';
import type { RequestState, WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { accountPage } from './account.ts';
import { advance, cancel } from './advance.ts';
import { challengePage } from './challenge.ts';
import { consentPage } from './consent.ts';
import { enrollPage } from './enroll.ts';
import { mailboxPage } from './mailbox.ts';
import { newPasswordPage } from './new-password.ts';
import type { InteractionPage } from './page.ts';
import { passwordPage } from './password.ts';
import { recoveryCodesPage } from './recovery-codes.ts';
import { refusedPage } from './refused.ts';
import { isSignedInMeanwhile } from './signed-in-meanwhile.ts';
import type { Step } from './steps.ts';
import { ticketPage } from './ticket.ts';
import { loadView, type PageContext, type Visit } from './view.ts';

/** Every page of a sign-in, by the last part of its URL. */
const pages: Record<Exclude<Step, 'finish' | 'unmet'>, InteractionPage> = {
  password: passwordPage,
  account: accountPage,
  challenge: challengePage,
  mailbox: mailboxPage,
  ticket: ticketPage,
  enroll: enrollPage,
  'recovery-codes': recoveryCodesPage,
  'new-password': newPasswordPage,
  consent: consentPage,
  refused: refusedPage,
};

/** The sign-in pages: `/interaction/:uid/<page>`. */
export function interactionRoutes(deps: WebDeps): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/interaction/:uid' });
  router.use((ctx, next) => withWayBack(deps, { ctx, uid: ctx.params.uid ?? '' }, next));
  // Most begin with a first factor; whoever is further is led on by that page's guard.
  router.get('/', (ctx) => seeOther(ctx, `/interaction/${ctx.params.uid}/${firstFactors[0]}`));
  for (const page of Object.values(pages)) {
    router.get(`/${page.name}`, (ctx) => get(deps, { ctx, uid: ctx.params.uid ?? '', page }));
    router.post(`/${page.name}`, (ctx) => post(deps, { ctx, uid: ctx.params.uid ?? '', page }));
  }
  return router;
}

/** Where this page cannot go on, it says where to: to the step that is due, or back to the application. */
async function withWayBack(
  { issuer, runtime: { clients } }: WebDeps,
  { ctx, uid }: Pick<PageRequest, 'ctx' | 'uid'>,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = error instanceof Refusal ? error.code : null;
    // The address of any step leads to the one that is due.
    if (code === 'wrong_step') ctx.state.wayOn = { href: ctx.path, to: { kind: 'sign-in' } };
    if (code === 'interaction_expired') ctx.state.wayOn = await wayBackFrom({ issuer, clients }, ctx, uid);
    throw error;
  }
}

interface PageRequest {
  readonly ctx: PageContext;
  /** Of the interaction. */
  readonly uid: string;
  readonly page: InteractionPage;
}

async function get(deps: WebDeps, { ctx, uid, page }: PageRequest): Promise<void> {
  const view = await loadView(deps, ctx, uid);
  if (view.step === 'finish' || view.step === 'unmet')
    return advance(deps, { ctx, view }, { progress: view.signIn.progress });
  if (view.step !== page.name) return seeOther(ctx, `/interaction/${uid}/${view.step}`);
  if (await isSignedInMeanwhile(deps, { ctx, view })) return seeOther(ctx, view.interaction.returnTo);
  await page.show(deps, { ctx, view });
}

async function post(deps: WebDeps, request: PageRequest): Promise<void> {
  const { page } = request;
  const { action = 'continue' } = formOf(request.ctx);
  const work = () => handlePost(deps, request);
  await (action === 'continue' && page.admit !== undefined ? page.admit(deps, work) : work());
}

async function handlePost(deps: WebDeps, { ctx, uid, page }: PageRequest): Promise<void> {
  const view = await loadView(deps, ctx, uid);
  const visit = { ctx, view };
  const form = formOf(ctx);
  if (form.action === 'cancel') return cancel(deps, visit);
  if (form.action === 'switch') return switchAccount(deps, visit);
  if (view.step !== page.name) throw new Refusal('wrong_step');
  requireKnownAction(form, page.actions);
  await page.submit(deps, visit, form);
}

/** Starts over with another account; what was proven for this one is forgotten. */
async function switchAccount(deps: WebDeps, visit: Visit): Promise<void> {
  if (visit.view.interaction.prompt.name === 'consent') throw new Refusal('wrong_step');
  await advance(deps, visit, { progress: freshSignIn, person: null });
}

import type Router from '@koa/router';
import { isStorable, unstorableIn } from '../../documents/storable-text.ts';
import { levelOf } from '../../policy/factors/amr.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { type Admitted, admitCaller } from '../api/access/access.ts';
import { AdmissionOutdated, admittedDb } from '../api/access/admitted-db.ts';
import type { PersonCaller } from '../api/access/caller.ts';
import { Unauthorized } from '../api/answers/errors.ts';
import { myselfOf } from '../api/input/self-service-context.ts';
import { type Form, formOf, requireKnownAction } from '../forms/form.ts';
import type { RequestState, WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { languageOf } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import type { FilledPage } from '../pages/page.ts';
import type { RouteContext } from '../pages/page-routes.ts';
import { beginTrip } from '../signed-in/trip.ts';
import { readVisitor } from '../signed-in/visitor.ts';
import { areaFrame, keptMarker } from './area-frame.ts';
import type { AnyAreaPage, Visit } from './area-page.ts';
import { keptForm } from './kept-form.ts';
import { operatorDb } from './operator-db.ts';
import { submitForm } from './submit-form.ts';

/** Adds the pages of an area to the routes of its first part of the URL. */
export function addAreaRoutes(
  router: Router<RequestState>,
  deps: WebDeps,
  pages: readonly AnyAreaPage[],
): void {
  for (const page of pages) {
    router.get(page.path, (ctx) => read(deps, ctx, page));
    if (page.submit !== undefined) router.post(page.path, (ctx) => post(deps, ctx, page));
  }
}

/** Longer than any address of ours; what is kept for a page is found by its path, and an index takes no longer ones. */
const longestPath = 2000;

/** @throws Refusal `not_found` for what no database could have been asked for */
function requirePossible({ path, params }: RouteContext): void {
  if (path.length > longestPath || !Object.values(params).every(isStorable)) throw new Refusal('not_found');
}

async function read(deps: WebDeps, ctx: RouteContext, page: AnyAreaPage): Promise<void> {
  requirePossible(ctx);
  const caller = await letIn(deps, ctx, page);
  if (caller === null) return;
  const visit = await visitOf(deps, ctx, { page, caller, form: null });
  if (visit === null) return;
  if (page.isShownFresh?.(visit) === true) return stepUp(deps, visit, addressOf(ctx));
  const isNoted = caller.person.session?.hasNotice === true && ctx.method === 'GET';
  const notice = isNoted ? await deps.runtime.db.pageMemory.takeNotice(caller.sessionHash) : null;
  await drawPage(deps, ctx, await filledPage(page, visit, notice));
}

/** Pages of areas have one script, for what goes beyond forms and links. */
async function filledPage(
  page: AnyAreaPage,
  visit: Visit,
  notice: Parameters<typeof areaFrame>[2],
): Promise<FilledPage> {
  visit.ctx.state.hasScript = true;
  visit.ctx.state.isWatched = page.isWatched === true;
  return { page, model: { ...areaFrame(page, visit, notice), ...(await page.content(visit)) } };
}

/** How often one request may be admitted anew while what it depends on keeps changing. */
const mostAdmissions = 3;

async function post(deps: WebDeps, ctx: RouteContext, page: AnyAreaPage): Promise<void> {
  requirePossible(ctx);
  const form = formOf(ctx);
  if (unstorableIn(form) !== null) throw new Refusal('invalid_request');
  requireKnownAction(form, page.actions);
  for (let admission = 1; admission <= mostAdmissions; admission += 1) {
    const caller = await letIn(deps, ctx, page);
    if (caller === null) return;
    const visit = await visitOf(deps, ctx, { page, caller, form });
    if (visit === null) return;
    const draw = async (refused: Visit) => drawPage(deps, ctx, await filledPage(page, refused, null));
    try {
      return await submitForm(deps, visit, { page, draw, stepUp: (back) => stepUp(deps, visit, back) });
    } catch (error) {
      if (!(error instanceof AdmissionOutdated)) throw error;
    }
  }
  throw new Refusal('server_busy', { reason: 'who asks keeps changing' });
}

/** Through the sign-in for a second factor, and back. */
function stepUp(deps: WebDeps, { ctx, caller }: Visit, back: string): void {
  beginTrip(deps, ctx, { back, demand: 'fresh', email: caller.person.user.email });
}

/** Whoever is not signed in does so first; null where the answer is under way. @throws Refusal `not_allowed` */
async function letIn(deps: WebDeps, ctx: RouteContext, page: AnyAreaPage): Promise<PersonCaller | null> {
  const visitor = await readVisitor(deps, ctx);
  if (visitor.kind === 'denied') throw new Refusal('not_allowed');
  const demand = page.access.kind === 'operator' ? 'level_2' : 'judged';
  if (visitor.kind !== 'person') {
    beginTrip(deps, ctx, { back: addressOf(ctx), demand, email: visitor.email });
    return null;
  }
  const { caller } = visitor;
  if (demand === 'judged') return caller;
  // Whoever is no operator learns of no page that is one's.
  if (!caller.person.user.isOperator) throw new Refusal('not_found');
  if (levelOf(caller.person.session?.proofs ?? {}) >= 2 && !caller.hasRecoveryCodeOnly)
    return operatorCaller(caller);
  beginTrip(deps, ctx, { back: addressOf(ctx), demand, email: caller.person.user.email });
  return null;
}

/** What is done at the operator's pages, the operator has done; the log says which person it was (ruling 34). */
function operatorCaller(caller: PersonCaller): PersonCaller {
  const { id: userId, actor } = caller;
  const source =
    'sourceAddress' in actor && actor.sourceAddress ? { sourceAddress: actor.sourceAddress } : {};
  return { ...caller, actor: { kind: 'operator', userId, ...source } };
}

/** The page as it is read: what was posted is not done later. */
function addressOf({ method, path, search }: RouteContext): string {
  return method === 'POST' ? path : `${path}${search}`;
}

interface Arrival {
  readonly page: AnyAreaPage;
  readonly caller: PersonCaller;
  /** Null where the page is read. */
  readonly form: Form | null;
}

/** Null where whoever lost their factor is led to set up another, which is all that is left to them (ruling 23). */
async function visitOf(
  deps: WebDeps,
  ctx: RouteContext,
  { page, caller, form }: Arrival,
): Promise<Visit | null> {
  const now = deps.runtime.clock();
  const how = form === null ? 'read' : 'sent';
  const admitted = await admission(deps, { page, caller, params: ctx.params, now, how });
  if (admitted === null) {
    seeOther(ctx, '/account');
    return null;
  }
  const { locale } = caller.person.user.profile;
  const language = languageOf(ctx, typeof locale === 'string' ? locale : undefined);
  const { db } = deps.operations;
  const place = { sessionHash: caller.sessionHash, path: ctx.path, now };
  const kept = form === null && ctx.query[keptMarker] !== undefined ? await keptForm(deps, place) : {};
  return {
    deps: {
      ...deps,
      operations: {
        ...deps.operations,
        db: page.access.kind === 'operator' ? operatorDb(db, caller) : admittedDb(db, admitted),
      },
    },
    ctx,
    caller,
    now,
    language,
    form: form ?? kept,
    problem: null,
    administered() {
      if (admitted.administered === null) throw new Error('this page is about no organization');
      return admitted.administered;
    },
    myself: () => myselfOf({ me: () => caller, language, now }),
  };
}

/** To whom an area does not belong it looks as if it were not there: a member finds no console (pages of an organization). */
async function admission(
  deps: WebDeps,
  {
    page,
    how,
    ...arriving
  }: Pick<Arrival, 'page' | 'caller'> & {
    readonly params: RouteContext['params'];
    readonly now: Date;
    readonly how: 'read' | 'sent';
  },
): Promise<Admitted | null> {
  // Who is an operator was seen to; the scope of the API is a machine's.
  if (page.access.kind === 'operator') return { caller: arriving.caller, administered: null };
  try {
    return await admitCaller(deps, { access: page.access, page: how, ...arriving });
  } catch (error) {
    if (error instanceof Unauthorized) return null;
    if (error instanceof Refusal && error.code === 'not_allowed') throw new Refusal('not_found');
    throw error;
  }
}

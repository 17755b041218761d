import { Refusal } from '../../refusal.ts';
import type { WebDeps } from '../context.ts';
import type { FieldName, PageModel } from '../pages.ts';
import { problemOf, retryAfterOf, wordsAndStatus } from '../refusals.ts';
import { frameOf } from './frame.ts';
import type { PageContext, View } from './view.ts';

/** The fields of a posted form, each a string; the body parser has refused what is no form. */
export type Form = Readonly<Record<string, string>>;

export function formOf(ctx: PageContext): Form {
  const body = (ctx.request as { body?: unknown }).body;
  const entries = Object.entries(typeof body === 'object' && body !== null ? body : {});
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
}

/** Draws a page; a refused form is drawn again with its status and what was typed, secrets excepted. */
export function show(deps: WebDeps, ctx: PageContext, model: PageModel): void {
  ctx.status = 200;
  ctx.type = 'html';
  ctx.body = deps.renderer.renderPage(model);
}

/**
 * Runs the step of a form; a refusal that the person can do something about comes back as the same page.
 * @param draw draws the page with the problem in its frame
 */
export async function withForm(
  deps: WebDeps,
  ctx: PageContext,
  view: View,
  field: FieldName | null,
  draw: (frame: ReturnType<typeof frameOf>) => PageModel | Promise<PageModel>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal) || endsTheSignIn.has(error.code)) throw error;
    show(deps, ctx, await draw(frameOf(view, problemOf(error, field))));
    ctx.status = wordsAndStatus[error.code].status;
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== null) ctx.set('retry-after', retryAfter);
  }
}

/** No page of this sign-in can mend these. */
const endsTheSignIn: ReadonlySet<Refusal['code']> = new Set([
  'interaction_expired',
  'storage_unavailable',
  'wrong_step',
]);

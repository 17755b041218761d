import { Refusal } from '../../refusal/refusal.ts';
import type { KeyAnswer } from '../../sign-in/key-challenge.ts';
import type { WebDeps } from '../context.ts';
import type { FieldName, PageModel } from '../pages/pages.ts';
import { problemOf, retryAfterOf, wordsAndStatus } from '../words/refusals.ts';
import { frameOf } from './frame.ts';
import type { PageContext, Visit } from './view.ts';

/** The fields of a posted form, each a string; the body parser has refused what is no form. */
export type Form = Readonly<Record<string, string>>;

export function formOf(ctx: PageContext): Form {
  const body = (ctx.request as { body?: unknown }).body;
  const entries = Object.entries(typeof body === 'object' && body !== null ? body : {});
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
}

/** What the script of a page has put into its form. */
export function keyAnswerOf({ asked_at: askedAt, assertion: answer = '' }: Form): KeyAnswer {
  return { askedAt: Number(askedAt || Number.NaN), answer };
}

/** Draws a page; a refused form is drawn again with its status and what was typed, secrets excepted. */
export function show(deps: WebDeps, ctx: PageContext, model: PageModel): void {
  ctx.status = 200;
  ctx.type = 'html';
  ctx.body = deps.renderer.renderPage(model);
}

/** How a form is read, done and drawn again. */
export interface FormSettings {
  readonly form: Form;
  /** Must not be empty; a refusal is shown beside the last of them. None: the form is a button. */
  readonly fields: readonly FieldName[];
  /** Draws the page with the problem in its frame. */
  readonly draw: (frame: ReturnType<typeof frameOf>) => PageModel | Promise<PageModel>;
  readonly work: () => Promise<void>;
}

/**
 * Runs the step of a form; a refusal that the person can do something about comes back as the same page. An empty field
 * is told before anything is charged: nobody guesses with nothing.
 */
export async function withForm(
  deps: WebDeps,
  { ctx, view }: Visit,
  { form, fields, draw, work }: FormSettings,
): Promise<void> {
  const empty = fields.find((field) => isEmpty(field, form[field] ?? ''));
  try {
    if (empty !== undefined) throw new Refusal('field_empty');
    await work();
  } catch (error) {
    if (!(error instanceof Refusal) || endsTheSignIn.has(error.code)) throw error;
    show(deps, ctx, await draw(frameOf(view, problemOf(error, empty ?? fields.at(-1) ?? null))));
    ctx.status = wordsAndStatus[error.code].status;
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== null) ctx.set('retry-after', retryAfter);
  }
}

/** White space counts in passwords alone. */
function isEmpty(field: FieldName, value: string): boolean {
  return (field.endsWith('password') ? value : value.trim()) === '';
}

/** No page of this sign-in can mend these. */
const endsTheSignIn: ReadonlySet<Refusal['code']> = new Set([
  'interaction_expired',
  'storage_unavailable',
  'wrong_step',
]);

import type { ParameterizedContext } from 'koa';
import { Refusal } from '../../refusal/refusal.ts';
import type { RequestState, WebDeps } from '../context.ts';
import { formOf } from '../interaction/forms.ts';
import { bareFrame } from '../pages/errors.ts';
import type { FieldName, PageFrame, PageModel } from '../pages/pages.ts';
import { problemOf, retryAfterOf, wordsAndStatus } from '../words/refusals.ts';

export type PasswordContext = ParameterizedContext<RequestState>;

/** Draws a page that belongs to no sign-in. */
export function showPage(deps: WebDeps, ctx: PasswordContext, model: PageModel): void {
  ctx.type = 'html';
  ctx.body = deps.renderer.renderPage(model);
}

/** How a form with one field is done and drawn again. */
interface PasswordForm {
  readonly field: FieldName;
  /** Draws the page, with the problem in its frame. */
  readonly draw: (frame: PageFrame) => PageModel;
  /** Gets what was typed. */
  readonly work: (value: string) => Promise<void>;
}

/**
 * Runs a form with one field; what its sender can correct comes back as the same page. An empty field is told before
 * anything is charged.
 */
export async function withPasswordForm(
  deps: WebDeps,
  ctx: PasswordContext,
  { field, draw, work }: PasswordForm,
): Promise<void> {
  try {
    const value = formOf(ctx)[field] ?? '';
    if (value.trim() === '') throw new Refusal('field_empty');
    await work(value);
  } catch (error) {
    if (!(error instanceof Refusal) || endsHere.has(error.code)) throw error;
    ctx.status = wordsAndStatus[error.code].status;
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== null) ctx.set('retry-after', retryAfter);
    showPage(deps, ctx, draw({ ...bareFrame(ctx), problem: problemOf(error, field) }));
  }
}

/** No form can mend these. */
const endsHere: ReadonlySet<Refusal['code']> = new Set(['not_found', 'storage_unavailable']);

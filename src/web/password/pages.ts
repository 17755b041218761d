import type { ParameterizedContext } from 'koa';
import type { Refusal } from '../../refusal/refusal.ts';
import type { RequestState, WebDeps } from '../context.ts';
import { formOf } from '../forms/form.ts';
import { runForm } from '../forms/run-form.ts';
import { drawPage } from '../pages/draw-page.ts';
import { bareFrame } from '../pages/errors.ts';
import type { FieldName, PageFrame, PageModel } from '../pages/pages.ts';

export type PasswordContext = ParameterizedContext<RequestState>;

/** How a form with one field is done and drawn again. */
interface PasswordForm {
  readonly field: FieldName;
  /** Draws the page, with the problem in its frame. */
  readonly draw: (frame: PageFrame) => PageModel;
  /** Gets what was typed. */
  readonly work: (value: string) => Promise<void>;
}

/** Runs a form with one field; what its sender can correct comes back as the same page. */
export async function withPasswordForm(
  deps: WebDeps,
  ctx: PasswordContext,
  { field, draw, work }: PasswordForm,
): Promise<void> {
  const form = formOf(ctx);
  await runForm(ctx, {
    form,
    fields: [field],
    isFinal: (code) => endsHere.has(code),
    draw: (problem) => drawPage(deps, ctx, draw({ ...bareFrame(ctx), problem })),
    work: () => work(form[field] ?? ''),
  });
}

/** No form can mend these. */
const endsHere: ReadonlySet<Refusal['code']> = new Set(['not_found', 'storage_unavailable']);

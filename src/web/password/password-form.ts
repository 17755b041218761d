import type { Refusal } from '../../refusal/refusal.ts';
import type { Form } from '../forms/form.ts';
import { runForm } from '../forms/run-form.ts';
import type { WebDeps } from '../http/context.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import type { FilledPage } from '../pages/page.ts';
import type { FieldName, PageFrame } from '../pages/page-frame.ts';
import type { RouteContext } from '../pages/page-routes.ts';

/** How a form with one field is done and drawn again. */
interface PasswordForm {
  readonly form: Form;
  readonly field: FieldName;
  /** Draws the page, with the problem in its frame. */
  readonly draw: (frame: PageFrame) => FilledPage;
  /** Gets what was typed. */
  readonly work: (value: string) => Promise<void>;
}

/** Runs a form with one field; what its sender can correct comes back as the same page. */
export async function withPasswordForm(
  deps: WebDeps,
  ctx: RouteContext,
  { form, field, draw, work }: PasswordForm,
): Promise<void> {
  await runForm(ctx, {
    form,
    fields: [field],
    isFinal: (code) => endsHere.has(code),
    draw: (problem) => drawPage(deps, ctx, draw({ ...bareFrame(ctx), problem })),
    work: () => work(form[field] ?? ''),
  });
}

/** No form can mend these. */
const endsHere: ReadonlySet<Refusal['code']> = new Set(['link_ended', 'not_found', 'storage_unavailable']);

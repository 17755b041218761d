import type { Refusal } from '../../refusal/refusal.ts';
import type { KeyAnswer } from '../../sign-in/key-challenge.ts';
import type { Form } from '../forms/form.ts';
import { runForm } from '../forms/run-form.ts';
import type { WebDeps } from '../http/context.ts';
import { drawPage } from '../pages/draw-page.ts';
import type { FilledPage } from '../pages/page.ts';
import type { FieldName } from '../pages/page-frame.ts';
import { frameOf } from './frame.ts';
import type { Visit } from './view.ts';

/** What the script of a page has put into its form. */
export function keyAnswerOf({ asked_at: askedAt, assertion: answer = '' }: Form): KeyAnswer {
  return { askedAt: Number(askedAt || Number.NaN), answer };
}

/** How a form of a sign-in is read, done and drawn again. */
export interface FormSettings {
  readonly form: Form;
  /** Must not be empty; a refusal is shown beside the last of them. None: the form is a button. */
  readonly fields: readonly FieldName[];
  /** Draws the page with the problem in its frame. */
  readonly draw: (frame: ReturnType<typeof frameOf>) => FilledPage | Promise<FilledPage>;
  readonly work: () => Promise<void>;
}

/** Runs the step of a form; a refusal that the person can do something about comes back as the same page. */
export async function withForm(
  deps: WebDeps,
  { ctx, view }: Visit,
  { form, fields, draw, work }: FormSettings,
): Promise<void> {
  await runForm(ctx, {
    form,
    fields,
    isFinal: (code) => endsTheSignIn.has(code),
    draw: async (problem) => drawPage(deps, ctx, await draw(frameOf(view, problem))),
    work,
  });
}

/** No page of this sign-in can mend these. */
const endsTheSignIn: ReadonlySet<Refusal['code']> = new Set([
  'interaction_expired',
  'storage_unavailable',
  'wrong_step',
]);

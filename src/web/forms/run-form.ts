import type { ParameterizedContext } from 'koa';
import { Refusal, type RefusalCode } from '../../refusal/refusal.ts';
import type { FieldName, Problem } from '../pages/page-frame.ts';
import { problemOf, retryAfterOf, wordsAndStatus } from '../words/refusals.ts';
import type { Form } from './form.ts';

/** How a form is done, and drawn again. */
export interface FormRun {
  readonly form: Form;
  /** Must not be empty; a refusal is shown beside the last of them. None: the form is a button. */
  readonly fields: readonly FieldName[];
  /** Whether no page can mend a refusal: it ends the request. */
  readonly isFinal: (code: RefusalCode) => boolean;
  /** The field of a refusal, where it is not the last one; null for none. */
  readonly fieldOf?: (code: RefusalCode) => FieldName | null;
  /** Draws the page again, with what was typed but for secrets. */
  readonly draw: (problem: Problem) => Promise<void> | void;
  readonly work: () => Promise<void>;
}

/**
 * Does what a form asks for; a refusal that the person can do something about comes back as the same page, with its status
 * and when to try again. An empty field is told before anything is charged: nobody guesses with nothing.
 * @returns whether it was done
 */
export async function runForm(ctx: ParameterizedContext, run: FormRun): Promise<boolean> {
  const { form, fields, isFinal, draw, work } = run;
  const last = fields.at(-1) ?? null;
  const empty = fields.find((field) => isEmpty(field, form[field] ?? ''));
  try {
    if (empty !== undefined) throw new Refusal('field_empty');
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof Refusal) || isFinal(error.code)) throw error;
    const field = empty ?? (run.fieldOf === undefined ? last : run.fieldOf(error.code));
    await draw(problemOf(error, field));
    ctx.status = wordsAndStatus[error.code].status;
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== null) ctx.set('retry-after', retryAfter);
    return false;
  }
}

/** White space counts in passwords alone. */
function isEmpty(field: FieldName, value: string): boolean {
  return (field.endsWith('password') ? value : value.trim()) === '';
}

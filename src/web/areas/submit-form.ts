import { Readable } from 'node:stream';
import { requireProvenLately } from '../../organizations/core/admin-context.ts';
import { Refusal, type RefusalCode } from '../../refusal/refusal.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { problemOf, retryAfterOf, wordsAndStatus } from '../words/refusals.ts';
import type { AnyAreaPage, Done, Sent, Visit } from './area-page.ts';
import { FieldRefused } from './field-refused.ts';
import { keepForm, keptAt, withoutSecrets } from './kept-form.ts';

/** No change of the form would help. */
const final: ReadonlySet<RefusalCode> = new Set(['not_found', 'unknown_action', 'wrong_origin']);

interface Submission {
  readonly page: AnyAreaPage;
  /** Draws the page again. */
  readonly draw: (visit: Visit) => Promise<void>;
  /** Asks for a second factor, and leads back to an address. */
  readonly stepUp: (back: string) => void;
}

/**
 * Does what the form of a page asks for, then 303. A refusal comes back as the page with what was typed. Where a second
 * factor of the last five minutes is wanted, the form is kept while it is asked, and nothing is done before the person
 * has seen it filled in and sends it once more.
 */
export async function submitForm(deps: WebDeps, visit: Visit, submission: Submission): Promise<void> {
  const { page, draw, stepUp } = submission;
  const { ctx, caller, now } = visit;
  const place = { sessionHash: caller.sessionHash, path: ctx.path, now };
  try {
    await finish(deps, visit, await submitted(page, visit));
  } catch (error) {
    const { refusal, field } = refusalIn(error);
    if (refusal === null || final.has(refusal.code)) throw error;
    // The session is over: signing in is all that helps, and this address leads there.
    if (refusal.code === 'interaction_expired') return seeOther(ctx, ctx.path);
    const form = withoutSecrets(visit.form);
    if (page.keepsMore !== true) await keepForm(deps, place, form);
    if (refusal.code === 'mfa_required') return stepUp(keptAt(ctx.path));
    const problem = problemOf(refusal, field);
    await draw({ ...visit, form, problem });
    // A form that can be read, and names a value that a field cannot have, is 422 as every other that is refused.
    const { status } = wordsAndStatus[refusal.code];
    ctx.status = field !== null && status === 400 ? 422 : status;
    const retryAfter = retryAfterOf(refusal);
    if (retryAfter !== null) ctx.set('retry-after', retryAfter);
  }
}

function submitted({ submit, access, givesUp = [] }: AnyAreaPage, visit: Visit): Promise<Done | Sent> {
  if (submit === undefined) throw new Error('this page has no form');
  // Ruling 34: fresh for every change.
  if (access.kind === 'operator' && !givesUp.includes(visit.form.action ?? 'continue'))
    requireProvenLately(visit.caller.mfaAt, visit.now);
  return submit(visit);
}

async function finish(deps: WebDeps, visit: Visit, done: Done | Sent): Promise<void> {
  const { ctx, caller, now } = visit;
  const { sessionHash } = caller;
  if ('file' in done) return sendFile(ctx, done);
  const { to, notice, keep } = done;
  if (keep === undefined) await deps.runtime.db.pageMemory.forgetForm(sessionHash, ctx.path);
  else await keepForm(deps, { sessionHash, path: to, now }, keep);
  if (notice !== undefined) await deps.runtime.db.pageMemory.leaveNotice(sessionHash, notice);
  seeOther(ctx, keep === undefined ? to : keptAt(to));
}

/** The page stays as it is where the browser keeps the file. */
function sendFile(ctx: Visit['ctx'], { file: { name, body } }: Sent): void {
  ctx.status = 200;
  ctx.set('content-disposition', `attachment; filename="${name}"`);
  ctx.set('cache-control', 'no-store');
  ctx.body = Readable.from(body, { objectMode: false });
  ctx.type = 'text/csv';
}

function refusalIn(error: unknown): { readonly refusal: Refusal | null; readonly field: string | null } {
  if (error instanceof FieldRefused) return { refusal: error.refusal, field: error.field };
  return { refusal: error instanceof Refusal ? error : null, field: null };
}

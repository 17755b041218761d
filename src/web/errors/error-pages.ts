import type { Middleware, ParameterizedContext } from 'koa';
import { Refusal } from '../../refusal/refusal.ts';
import type { RequestState, WebDeps } from '../http/context.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import { retryAfterOf, wordsAndStatus } from '../words/refusals.ts';
import { type ErrorModel, errorPage } from './error.ts';
import { wayWithin } from './way-on.ts';

interface ErrorDeps extends Pick<WebDeps, 'renderer'> {
  /** Whether a program asks, which cannot read a page; default: by what it says that it accepts. */
  readonly isForProgram?: (ctx: ParameterizedContext) => boolean;
}

/** Turns what a route throws into a page: a refusal says what happened, a bug only a number to look it up by. */
export function errorPages(deps: ErrorDeps & Pick<WebDeps, 'logger'>): Middleware<RequestState> {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null && ctx.respond !== false) throw new Refusal('not_found');
    } catch (error) {
      if (error instanceof Refusal) return await showRefusal(deps, ctx, error);
      if (isProtocolError(error) && (deps.isForProgram ?? prefersJson)(ctx)) return tellProgram(ctx, error);
      const status = clientErrorOf(error);
      if (status !== null)
        return await showError(deps, ctx, { code: 'invalid_request', detail: {}, technical: null, status });
      deps.logger.error({ err: error, requestId: ctx.state.requestId }, 'a request failed');
      await showError(deps, ctx, { code: 'unexpected_error', detail: {}, technical: null, status: 500 });
    }
  };
}

interface ShownError extends Pick<ErrorModel, 'code' | 'detail' | 'technical'> {
  readonly status: number;
}

/** Answers an error outside of any route, e.g. of the provider: a page, or for a program JSON (RFC 6749 section 5.2). */
export async function showError(
  { renderer, isForProgram = prefersJson }: ErrorDeps,
  ctx: ParameterizedContext,
  { status, ...error }: ShownError,
): Promise<void> {
  const requestId = String(ctx.state.requestId ?? '');
  ctx.status = status;
  ctx.set('cache-control', 'no-store');
  if (isForProgram(ctx)) {
    ctx.body = { error: status < 500 ? 'invalid_request' : 'server_error', error_description: error.code };
    return;
  }
  const wayOn = ctx.state.wayOn ?? wayWithin(ctx.path);
  const page = filled(errorPage, { ...bareFrame(ctx), requestId, wayOn, ...error });
  ctx.type = 'html';
  ctx.body = await drawSurely(renderer, page, status);
}

/** What failed may be the very thing that brands are read from: then there is a page all the same, and as soon as ever. */
async function drawSurely(
  renderer: ErrorDeps['renderer'],
  page: FilledPage,
  status: number,
): Promise<string> {
  if (status >= 500) return renderer.renderPage(page);
  return renderer.drawPage(page).catch(() => renderer.renderPage(page));
}

function prefersJson(ctx: ParameterizedContext): boolean {
  return ctx.accepts('html', 'json') === 'json';
}

async function showRefusal(
  deps: ErrorDeps & Pick<WebDeps, 'logger'>,
  ctx: ParameterizedContext,
  refusal: Refusal,
): Promise<void> {
  const retryAfter = retryAfterOf(refusal);
  if (retryAfter !== null) ctx.set('retry-after', retryAfter);
  const { code, detail } = refusal;
  const { requestId } = ctx.state;
  if (code === 'storage_unavailable')
    deps.logger.error({ err: refusal, requestId }, 'the database does not answer');
  await showError(deps, ctx, { code, detail, technical: null, status: wordsAndStatus[code].status });
}

/** An error of the library's, raised when it has answered already: what its request wrote is written after that. */
interface ProtocolError {
  readonly message: string;
  readonly error_description: string;
  readonly statusCode: number;
}

function isProtocolError(error: unknown): error is ProtocolError {
  return error instanceof Error && 'error_description' in error && 'statusCode' in error;
}

/** @see RFC 6749 section 5.2 */
function tellProgram(ctx: ParameterizedContext, error: ProtocolError): void {
  ctx.status = error.statusCode;
  ctx.set('cache-control', 'no-store');
  ctx.body = { error: error.message, error_description: error.error_description };
}

/** What the body parser or the router threw about the request itself: 4xx of http-errors. */
function clientErrorOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

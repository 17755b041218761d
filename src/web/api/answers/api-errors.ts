import type { Middleware } from 'koa';
import { Refusal } from '../../../refusal/refusal.ts';
import type { RequestState, WebDeps } from '../../http/context.ts';
import { chooseLanguage } from '../../words/language.ts';
import type { Dialect, ErrorAnswer } from '../dialects/dialect.ts';
import { InvalidValue, Unauthorized } from './errors.ts';

type ErrorDeps = Pick<WebDeps, 'logger'> & { readonly renderer: Pick<WebDeps['renderer'], 'words'> };

/** Turns what an endpoint throws into an answer; a bug into a 500 with nothing but a number to look it up by. */
export function apiErrors(deps: ErrorDeps, dialect: Dialect): Middleware<RequestState> {
  return async (ctx, next) => {
    ctx.set('cache-control', 'no-store');
    try {
      await next();
    } catch (error) {
      const words = deps.renderer.words[chooseLanguage(undefined, ctx.get('accept-language'))];
      const { requestId } = ctx.state;
      if (error instanceof Refusal && error.code === 'storage_unavailable')
        deps.logger.error({ err: error, requestId }, 'the database does not answer');
      const expected = expectedOf(error);
      const answer =
        expected === null
          ? notRefused(deps, { dialect, requestId, error })
          : dialect.refused(expected, words);
      ctx.status = answer.status;
      ctx.set({ ...answer.headers });
      ctx.body = JSON.stringify(answer.body);
      ctx.type = dialect.errorMediaType;
    }
  };
}

function expectedOf(error: unknown): Unauthorized | InvalidValue | Refusal | null {
  // No interaction runs here: the session behind the token has ended while the request was under way (`lockMyself`).
  if (error instanceof Refusal && error.code === 'interaction_expired')
    return new Unauthorized('invalid_token');
  const isExpected =
    error instanceof Unauthorized || error instanceof InvalidValue || error instanceof Refusal;
  return isExpected ? error : null;
}

interface Failure {
  readonly dialect: Dialect;
  readonly requestId: string;
  readonly error: unknown;
}

function notRefused({ logger }: ErrorDeps, { dialect, requestId, error }: Failure): ErrorAnswer {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500) return dialect.unreadable(status);
  logger.error({ err: error, requestId }, 'an API request failed');
  return dialect.unexpected(requestId);
}

import type { Middleware } from 'koa';
import { Refusal } from '../../../refusal/refusal.ts';
import type { RequestState, WebDeps } from '../../context.ts';
import { chooseLanguage } from '../../words/language.ts';
import {
  challengeProblem,
  InvalidValue,
  misfitProblem,
  type ProblemAnswer,
  refusalProblem,
  Unauthorized,
} from './problem.ts';

/** Turns what an endpoint throws into problem details; a bug into a 500 with nothing but a number to look it up by. */
export function apiErrors(deps: WebDeps): Middleware<RequestState> {
  return async (ctx, next) => {
    ctx.set('cache-control', 'no-store');
    try {
      await next();
    } catch (error) {
      const language = chooseLanguage(undefined, ctx.get('accept-language'));
      const { requestId } = ctx.state;
      if (error instanceof Refusal && error.code === 'storage_unavailable')
        deps.logger.error({ err: error, requestId }, 'the database does not answer');
      const answer = problemOf(deps, error, language) ?? unexpected(deps, requestId, error);
      ctx.status = answer.status;
      ctx.set({ ...answer.headers });
      ctx.body = JSON.stringify(answer.body);
      ctx.type = 'application/problem+json';
    }
  };
}

function problemOf(
  { renderer }: WebDeps,
  error: unknown,
  language: ReturnType<typeof chooseLanguage>,
): ProblemAnswer | null {
  if (error instanceof Unauthorized) return challengeProblem(error);
  if (error instanceof InvalidValue) return misfitProblem(error);
  // No interaction runs here: the session behind the token has ended while the request was under way (`lockMyself`).
  if (error instanceof Refusal && error.code === 'interaction_expired')
    return challengeProblem(new Unauthorized('invalid_token'));
  if (error instanceof Refusal) return refusalProblem(renderer.words[language], error);
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status < 400 || status >= 500) return null;
  const body = {
    type: 'about:blank',
    title: 'The request cannot be read',
    status,
    code: 'malformed_request',
  };
  return { status, headers: {}, body };
}

function unexpected({ logger }: WebDeps, requestId: string, error: unknown): ProblemAnswer {
  logger.error({ err: error, requestId }, 'an API request failed');
  const body = {
    type: 'about:blank',
    title: `Unexpected error ${requestId}`,
    status: 500,
    code: 'unexpected_error',
  };
  return { status: 500, headers: {}, body };
}

import bodyParser from '@koa/bodyparser';
import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { z } from 'zod';
import { once } from '../../idempotency.ts';
import { Refusal } from '../../refusal.ts';
import { problemsOf } from '../../seeding/problems.ts';
import type { RequestState, WebDeps } from '../context.ts';
import { admit } from './access.ts';
import { apiErrors } from './api-errors.ts';
import type { Caller } from './caller.ts';
import type { ApiAnswer, ApiRequest, Endpoint } from './endpoint.ts';
import { openApiDocument } from './openapi.ts';
import { Misfit } from './problem.ts';
import { sendAnswer } from './send-answer.ts';
import { unstorableIn } from './storable-text.ts';

type Context = Parameters<Middleware<RequestState>>[0] & { readonly params: Record<string, string> };

/** `/api/v1`: every endpoint, and the document that describes them. */
export function apiRoutes(deps: WebDeps, endpoints: readonly Endpoint[]): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/api/v1' });
  const document = openApiDocument(deps.issuer.origin, endpoints);
  router.use(apiErrors(deps));
  router.use(
    bodyParser({ enableTypes: ['json'], jsonLimit: '256kb', jsonStrict: true, onError: refuseBody }),
  );
  router.get('/openapi.json', (ctx) => {
    ctx.body = document;
  });
  for (const each of endpoints) {
    const path = each.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router.register(path, [each.method], (ctx) => serve(deps, ctx as unknown as Context, each));
  }
  router.all('/{*rest}', () => {
    throw new Refusal('not_found');
  });
  return router;
}

async function serve(deps: WebDeps, ctx: Context, endpoint: Endpoint): Promise<void> {
  const now = deps.runtime.clock();
  // Before its values are looked at: who may not call is told nothing else.
  const { caller, administered } = await admit(deps, ctx, { access: endpoint.access, now });
  const request: ApiRequest<never, never> = {
    deps,
    caller,
    params: ctx.params,
    query: parsed(endpoint.query, { ...ctx.query }) as never,
    body: parsed(endpoint.body, bodyOf(ctx, endpoint)) as never,
    ifMatch: ctx.get('if-match').replaceAll(/^W\/|"/g, '') || null,
    language: ctx.get('accept-language'),
    now,
    administered: () => administered ?? missing('an organization'),
    me: () => (caller?.kind === 'person' ? caller : missing('a person')),
  };
  sendAnswer(ctx, endpoint, await answer(deps, ctx, endpoint, request));
}

async function answer(
  deps: WebDeps,
  ctx: Context,
  endpoint: Endpoint,
  request: ApiRequest<never, never>,
): Promise<ApiAnswer> {
  const run = async () => {
    const given = await endpoint.handle(request);
    return { ...given, status: given.status ?? endpoint.status };
  };
  const key = ctx.get('idempotency-key');
  if (endpoint.method !== 'POST' || key === '') return run();
  if (key.length > 255) throw new Misfit(422, [{ path: '/Idempotency-Key', problem: 'is too long' }]);
  const keyed = {
    key,
    callerId: callerId(request.caller),
    method: ctx.method,
    path: ctx.path,
    body: bodyOf(ctx, endpoint),
    keeps: endpoint.isShownOnce === true ? 'status' : 'answer',
  } as const;
  const result = await once(deps.runtime.db.idempotency, keyed, request.now, run);
  return 'first' in result ? result.first : { ...result.again, headers: { 'idempotency-replayed': 'true' } };
}

function callerId(caller: Caller | null): string {
  return caller === null ? '' : `${caller.kind}:${caller.id}`;
}

function bodyOf(ctx: Context, { body }: Endpoint): unknown {
  const { request } = ctx as unknown as { request: { body?: unknown; length?: number; type: string } };
  if (body !== null && request.body === undefined && (request.length ?? 0) > 0)
    throw new Misfit(415, [{ path: '/', problem: 'must be application/json' }]);
  return body === null ? undefined : (request.body ?? {});
}

/** @throws Misfit 422 with the JSON Pointer of each value that does not fit (RFC 6901) */
function parsed(schema: z.ZodType | null, input: unknown): unknown {
  if (schema === null) return null;
  const unstorable = unstorableIn(input);
  if (unstorable !== null) throw new Misfit(422, [{ path: unstorable, problem: 'is not text' }]);
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = problemsOf(result.error, input).map(({ path, problem }) => ({
    path: pointerOf(path),
    problem,
  }));
  throw new Misfit(422, errors);
}

function pointerOf(path: string): string {
  return `/${path.replaceAll(/[.[]/g, '/').replaceAll(']', '')}`;
}

function refuseBody(error: Error): never {
  const isTooLarge = 'status' in error && error.status === 413;
  throw isTooLarge ? error : new Misfit(400, [{ path: '/', problem: 'is not JSON' }]);
}

function missing(what: string): never {
  throw new Error(`this endpoint is not about ${what}`);
}

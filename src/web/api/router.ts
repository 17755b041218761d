import Router from '@koa/router';
import type { Middleware } from 'koa';
import compose from 'koa-compose';
import { Refusal } from '../../refusal/refusal.ts';
import type { RequestState, WebDeps } from '../http/context.ts';
import { refuseEncoded } from '../http/encoded-body.ts';
import { refuseOtherMethods } from '../http/methods.ts';
import { admit } from './access/access.ts';
import { AdmissionOutdated, admittedDb } from './access/admitted-db.ts';
import type { ApiAnswer, ApiRequest, Endpoint } from './access/endpoint.ts';
import { apiErrors } from './answers/api-errors.ts';
import { type IfMatch, readIfMatch } from './answers/entity-tags.ts';
import { answerOnce } from './answers/idempotent-answer.ts';
import { sendAnswer } from './answers/send-answer.ts';
import type { Dialect } from './dialects/dialect.ts';
import { bodyOf, queryOf } from './input/input.ts';
import { type ReceivedBody, receiveBody } from './input/read-body.ts';

type Context = Parameters<Middleware<RequestState>>[0] & { readonly params: Record<string, string> };

/** Endpoints that speak one dialect. */
export interface ApiGroup {
  readonly dialect: Dialect;
  readonly endpoints: readonly Endpoint[];
  /** What describes them, by the path, for everybody to read. */
  readonly documents: Readonly<Record<string, object>>;
}

/** All that stands below the prefix of a dialect. */
export function apiRoutes(
  deps: WebDeps,
  { dialect, endpoints, documents }: ApiGroup,
): Middleware<RequestState> {
  const router = new Router<RequestState>({ prefix: dialect.prefix });
  for (const [path, document] of Object.entries(documents))
    router.get(path, (ctx) => {
      ctx.body = document;
    });
  for (const each of endpoints) {
    const path = each.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router.register(path, [each.method], (ctx) =>
      serve(deps, ctx as unknown as Context, { endpoint: each, dialect }),
    );
  }
  const parts = [
    apiErrors(deps, dialect),
    refuseEncoded,
    refuseOtherMethods(router),
    router.routes(),
    nothingHere,
  ];
  return compose(parts as Middleware<RequestState>[]);
}

function nothingHere(): never {
  throw new Refusal('not_found');
}

/** How often one request may be admitted anew while what it depends on keeps changing. */
const mostAdmissions = 3;

interface Served {
  readonly endpoint: Endpoint;
  readonly dialect: Dialect;
}

async function serve(deps: WebDeps, ctx: Context, { endpoint, dialect }: Served): Promise<void> {
  const received = await receiveBody(ctx, dialect);
  for (let admission = 1; admission <= mostAdmissions; admission += 1) {
    try {
      return sendAnswer(ctx, { endpoint, dialect }, await answer(deps, ctx, { endpoint, received }));
    } catch (error) {
      if (!(error instanceof AdmissionOutdated)) throw error;
    }
  }
  throw new Refusal('server_busy', { reason: 'who asks keeps changing' });
}

interface Arrival {
  readonly endpoint: Endpoint;
  readonly received: ReceivedBody;
}

async function answer(deps: WebDeps, ctx: Context, { endpoint, received }: Arrival): Promise<ApiAnswer> {
  const now = deps.runtime.clock();
  // Before its values are looked at: who may not call is told nothing else.
  const admitted = await admit(deps, ctx, { access: endpoint.access, now });
  const { caller, administered } = admitted;
  const ifMatch = readIfMatch(ctx.req.headers['if-match']);
  const body = received();
  const request: ApiRequest<never, never> = {
    deps: { ...deps, operations: { ...deps.operations, db: admittedDb(deps.operations.db, admitted) } },
    caller,
    params: ctx.params,
    query: queryOf(endpoint.query, ctx.query) as never,
    body: bodyOf(endpoint.body, body) as never,
    ifMatch,
    language: ctx.get('accept-language'),
    now,
    administered: () => administered ?? missing('an organization'),
    me: () => (caller?.kind === 'person' ? caller : missing('a person')),
  };
  requireVersion(endpoint, ifMatch);
  const { method, path } = ctx;
  const key = ctx.req.headers['idempotency-key'];
  const repeatable = { endpoint, caller, method, path, body, key: key?.toString(), now };
  return answerOnce(deps, repeatable, () => endpoint.handle(request));
}

/** What has no version cannot have the one that is named. @throws Refusal `stale_version` */
function requireVersion({ method, version }: Endpoint, ifMatch: IfMatch): void {
  const isNamed = ifMatch !== null && ifMatch !== 'any';
  if (isNamed && method !== 'GET' && version !== 'checked') throw new Refusal('stale_version');
}

function missing(what: string): never {
  throw new Error(`this endpoint is not about ${what}`);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import bodyParser from '@koa/bodyparser';
import Koa from 'koa';
import compose from 'koa-compose';
import { Refusal } from '../refusal.ts';
import { emailLinkRoutes } from './account/email-links.ts';
import { endpoints } from './api/endpoints/all.ts';
import { apiRoutes } from './api/router.ts';
import { assets } from './assets.ts';
import type { RequestState, WebDeps } from './context.ts';
import { developmentMailbox } from './development-mailbox.ts';
import { errorPages } from './errors.ts';
import { health } from './health.ts';
import { home } from './home.ts';
import { interactionRoutes } from './interaction/routes.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { pinOrigin, requireOwnOrigin } from './own-origin.ts';
import { passwordRoutes } from './password/routes.ts';
import {
  authorizationPath,
  isPostedAuthorization,
  redirectPostedAuthorization,
} from './posted-authorization.ts';
import { requestLog, requestState } from './request-state.ts';
import { securityHeaders } from './security-headers.ts';

/** Larger forms are refused; ours are a few hundred bytes. */
const formLimit = '16kb';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** The whole server as a handler for node:http: our pages first, the provider's endpoints behind them. */
export function createApp(deps: WebDeps, cookieKeys: readonly string[]): RequestHandler {
  const app = new Koa<RequestState>({ proxy: true });
  app.keys = [...cookieKeys];
  app.on('error', (error: unknown) => deps.logger.error({ err: error }, 'a response failed'));
  app.use(requestState(deps));
  app.use(requestLog(deps.logger));
  app.use(securityHeaders({ issuer: deps.issuer.href }));
  app.use(errorPages(deps));
  const areas = areasOf(deps);
  app.use((ctx, next) => areas.get(areaOf(ctx.req))?.(ctx, next));
  const handle = app.callback();
  return (request, response) => {
    pinOrigin(request, deps.issuer);
    void (areas.has(areaOf(request)) ? handle(request, response) : deps.live.handle(request, response));
  };
}

type Area = Koa.Middleware<RequestState>;

/** One after the other. The cast: routers want their own parts of the context, and bring them along themselves. */
function area(...parts: readonly ((ctx: never, next: Koa.Next) => unknown)[]): Area {
  return compose(parts as Area[]);
}

/** What we serve ourselves, by the area of the path; everything else is the provider's, a Koa application of its own. */
function areasOf(deps: WebDeps): ReadonlyMap<string, Area> {
  const sameOrigin = requireOwnOrigin(deps.issuer);
  // Forms only: other bodies stay unread, so their fields are missing.
  const readForm = bodyParser({ enableTypes: ['form'], formLimit, onError: refuseBody });
  return new Map([
    ['/', area(home(deps))],
    ['account', area(sameOrigin, emailLinkRoutes(deps).routes())],
    ['api', area(apiRoutes(deps, endpoints).routes())],
    ['assets', area(assets([deps.renderer.stylesheet, deps.renderer.keyScript]))],
    ['development', area(developmentMailbox(deps))],
    ['health', area(health({ isReady: deps.isReady }))],
    ['interaction', area(sameOrigin, readForm, interactionRoutes(deps).routes())],
    ['invitations', area(sameOrigin, readForm, invitationRoutes(deps).routes())],
    ['password', area(sameOrigin, readForm, passwordRoutes(deps).routes())],
    [postedAuthorization, area(readForm, redirectPostedAuthorization)],
  ]);
}

const postedAuthorization = `POST ${authorizationPath}`;

/** The first part of the path: `interaction` of `/interaction/…`; `/` by itself, and a posted authorization request. */
function areaOf(request: IncomingMessage): string {
  if (isPostedAuthorization(request)) return postedAuthorization;
  const [path = '/'] = (request.url ?? '/').split(/[?#]/, 1);
  return path === '/' ? path : (path.split('/', 2)[1] ?? '');
}

/** The parser's own refusals are 4xx; a body that cannot even be unpacked is its sender's fault as well. */
function refuseBody(error: Error): never {
  if ('status' in error && error.status === 413) throw new Refusal('form_too_long');
  throw 'status' in error ? error : new Refusal('invalid_request', { reason: 'the body cannot be read' });
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import bodyParser from '@koa/bodyparser';
import Koa from 'koa';
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
  app.use(assets(deps.renderer.stylesheet));
  app.use(health({ isReady: deps.isReady }));
  app.use(home(deps));
  app.use(developmentMailbox(deps));
  app.use(onlyUnder('/account/', requireOwnOrigin(deps.issuer)));
  app.use(onlyUnder('/interaction/', requireOwnOrigin(deps.issuer)));
  app.use(onlyUnder('/invitations/', requireOwnOrigin(deps.issuer)));
  app.use(onlyUnder('/password/', requireOwnOrigin(deps.issuer)));
  // Forms only: other bodies stay unread, so their fields are missing.
  const readForm = bodyParser({ enableTypes: ['form'], formLimit, onError: refuseBody });
  app.use(onlyUnder('/interaction/', readForm));
  app.use(onlyUnder('/invitations/', readForm));
  app.use(onlyUnder('/password/', readForm));
  app.use(onlyUnder(authorizationPath, readForm));
  app.use(redirectPostedAuthorization);
  app.use(interactionRoutes(deps).routes());
  app.use(invitationRoutes(deps).routes());
  app.use(passwordRoutes(deps).routes());
  app.use(emailLinkRoutes(deps).routes());
  app.use(apiRoutes(deps, endpoints).routes());
  const handle = app.callback();
  return (request, response) => {
    pinOrigin(request, deps.issuer);
    void (isOurs(request) ? handle(request, response) : deps.live.handle(request, response));
  };
}

/** First parts of the paths that we serve ourselves; everything else is the provider's, which is a Koa of its own. */
const ourAreas: ReadonlySet<string> = new Set([
  'account',
  'api',
  'assets',
  'development',
  'health',
  'interaction',
  'invitations',
  'password',
]);

function isOurs(request: IncomingMessage): boolean {
  const [path = '/'] = (request.url ?? '/').split(/[?#]/, 1);
  return path === '/' || ourAreas.has(path.split('/', 2)[1] ?? '') || isPostedAuthorization(request);
}

/** The parser's own refusals are 4xx; a body that cannot even be unpacked is its sender's fault as well. */
function refuseBody(error: Error): never {
  if ('status' in error && error.status === 413) throw new Refusal('form_too_long');
  throw 'status' in error ? error : new Refusal('invalid_request', { reason: 'the body cannot be read' });
}

function onlyUnder(prefix: string, middleware: Koa.Middleware): Koa.Middleware {
  return (ctx, next) => (ctx.path.startsWith(prefix) ? middleware(ctx, next) : next());
}

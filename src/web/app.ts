import type { IncomingMessage, ServerResponse } from 'node:http';
import type Router from '@koa/router';
import Koa from 'koa';
import compose from 'koa-compose';
import { accountPages, linkedRoutes } from './account/routes.ts';
import { ownApi } from './api/own-api.ts';
import { apiRoutes } from './api/router.ts';
import { addAreaRoutes } from './areas/area-routes.ts';
import { consolePages, entryRoutes } from './console/routes.ts';
import { developmentRoutes } from './development/routes.ts';
import { errorPages } from './errors/error-pages.ts';
import { logBrokenAnswers } from './http/broken-answers.ts';
import { chooseLanguageOnDemand, readChosenLanguage } from './http/chosen-language.ts';
import type { RequestState, WebDeps } from './http/context.ts';
import { refuseEncoded } from './http/encoded-body.ts';
import { readForm, readFormOrLongList, readListForm, requireForm } from './http/forms.ts';
import { refuseOtherMethods } from './http/methods.ts';
import { pinOrigin, requireOwnOrigin } from './http/own-origin.ts';
import { postedRequestPath, redirectPostedRequest } from './http/posted-request.ts';
import { requestLog, requestState } from './http/request-state.ts';
import { securityHeaders } from './http/security-headers.ts';
import { closeUnlessRead, isClosing } from './http/unread-body.ts';
import { readUpload } from './http/upload.ts';
import { interactionRoutes } from './interaction/routes.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { operatorPages } from './operator/routes.ts';
import { type PageRoute, pageRoutes } from './pages/page-routes.ts';
import { passwordRoutes } from './password/routes.ts';
import { assets } from './site/assets.ts';
import { health } from './site/health.ts';
import { siteRoutes } from './site/routes.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** The whole server as a handler for node:http: our pages first, the provider's endpoints behind them. */
export function createApp(deps: WebDeps, cookieKeys: readonly string[]): RequestHandler {
  const app = new Koa<RequestState>({ proxy: true });
  app.keys = [...cookieKeys];
  logBrokenAnswers(app, deps.logger);
  app.use(requestState(deps));
  app.use(requestLog(deps.logger));
  app.use(securityHeaders({ issuer: deps.issuer.href }));
  app.use(readChosenLanguage(deps.issuer));
  app.use(errorPages({ ...deps, isForProgram: (ctx) => isForProgram(ctx) }));
  const areas = areasOf(deps);
  app.use((ctx, next) => areas.get(areaOf(ctx.req))?.(ctx, next));
  const handle = app.callback();
  return (request, response) => {
    if (isClosing(request)) return;
    closeUnlessRead(request, response);
    pinOrigin(request, deps.issuer);
    const answer = areas.has(areaOf(request)) ? handle : deps.live.handle;
    void deps.runtime.registrations.during(() => answer(request, response));
  };
}

/** Who asks for the health of the server is a program, unless it says that it wants a page. */
function isForProgram(ctx: Koa.ParameterizedContext): boolean {
  const formats = ctx.path.startsWith('/health/') ? ['json', 'html'] : ['html', 'json'];
  return ctx.accepts(formats) === 'json';
}

type Area = Koa.Middleware<RequestState>;

/**
 * One after the other, once the body is seen to be one that is taken. The cast: routers want their own parts of the
 * context, and bring them along themselves.
 */
function area(...parts: readonly ((ctx: never, next: Koa.Next) => unknown)[]): Area {
  return compose([refuseEncoded, ...parts] as Area[]);
}

/** What we serve ourselves, by the area of the path; everything else is the provider's, a Koa application of its own. */
function areasOf(deps: WebDeps): ReadonlyMap<string, Area> {
  const { renderer } = deps;
  const sameOrigin = requireOwnOrigin(deps.issuer);
  const inLanguage = chooseLanguageOnDemand(deps.issuer);
  const withFile = readUpload((path) => path.endsWith('/brand'));
  const forms = (router: Router<RequestState>, read = readForm) =>
    area(inLanguage, refuseOtherMethods(router), sameOrigin, withFile, requireForm, read, router.routes());
  const pages = (routes: readonly PageRoute[]) => forms(pageRoutes(deps, routes));
  return new Map([
    ['/', pages(siteRoutes)],
    ['account', forms(accountRouter(deps))],
    ['api', apiRoutes(deps, ownApi(deps.issuer))],
    ['assets', area(assets(renderer.assets, deps.operations.db.brandings))],
    ['console', forms(consoleRouter(deps), readListForm)],
    ['development', pages(developmentRoutes(deps))],
    ['health', area(health(deps))],
    ['interaction', forms(interactionRoutes(deps))],
    ['invitations', pages(invitationRoutes)],
    ['operator', forms(operatorRouter(deps), readFormOrLongList(isPilotList))],
    ['password', pages(passwordRoutes)],
    [postedRequest, area(readForm, redirectPostedRequest)],
  ]);
}

/** Where the operator pastes whoever is in a pilot. */
function isPilotList(path: string): boolean {
  return /^\/operator\/environments\/[^/]+$/.test(path);
}

/** Pages of links first: their addresses are longer. */
function accountRouter(deps: WebDeps): Router<RequestState> {
  const router = pageRoutes(deps, linkedRoutes);
  addAreaRoutes(router, deps, accountPages);
  return router;
}

function consoleRouter(deps: WebDeps): Router<RequestState> {
  const router = pageRoutes(deps, entryRoutes);
  addAreaRoutes(router, deps, consolePages);
  return router;
}

function operatorRouter(deps: WebDeps): Router<RequestState> {
  const router = pageRoutes(deps, []);
  addAreaRoutes(router, deps, operatorPages);
  return router;
}

const postedRequest = 'POST';

/** The first part of the path: `interaction` of `/interaction/…`; `/` by itself, and a request of an application that is posted. */
function areaOf(request: IncomingMessage): string {
  if (postedRequestPath(request) !== null) return postedRequest;
  const [path = '/'] = (request.url ?? '/').split(/[?#]/, 1);
  return path === '/' ? path : (path.split('/', 2)[1] ?? '');
}

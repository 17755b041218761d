import type { Middleware } from 'koa';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Logger } from '../logging.ts';
import { logRefusedAssertions } from '../provider/client-assertions.ts';
import { type EndpointMethods, endpointMethods } from '../provider/endpoint-methods.ts';
import type { RequestRecords } from '../provider/request-records.ts';
import { Refusal } from '../refusal.ts';
import { errorPages } from './errors.ts';
import { logBrokenAnswers } from './http/broken-answers.ts';
import { refuseEncoded } from './http/encoded-body.ts';
import { refuseMethod } from './http/methods.ts';
import { writeTogether } from './provider-writes.ts';
import { retryAfterOf } from './refusals.ts';
import type { Renderer } from './rendering.ts';
import { requestLog, requestState } from './request-state.ts';
import { securityHeaders } from './security-headers.ts';

/** What the library's own endpoints need around them; the library is a Koa application of its own. */
export function dressProvider(
  provider: Provider,
  options: {
    readonly issuer: string;
    readonly trustedProxies: number;
    readonly logger: Logger;
    readonly renderer: Renderer;
    readonly records: RequestRecords;
  },
): void {
  const methodsAt = endpointMethods(provider);
  provider.use(requestState(options));
  provider.use(requestLog(options.logger));
  provider.use(securityHeaders(options));
  provider.use(allowFormPost);
  provider.use(openFirstPage);
  provider.use(errorPages({ ...options, isForPrograms: (path) => methodsAt(path).length > 0 }));
  provider.use(refuseEncoded);
  provider.use(refuseOtherMethods(methodsAt));
  provider.use(writeTogether(options.records));
  provider.on('interaction.started', (ctx, prompt) => {
    ctx.state.firstPage = firstPages[prompt.name];
  });
  logBrokenAnswers(provider, options.logger);
  logRefusedAssertions(provider, options.logger);
  provider.on('server_error', (ctx, error) => explain(ctx, error, options.logger));
}

/**
 * The library answers some requests with a form that sends itself off and ends at the application, whose address has
 * been checked by then: `response_mode=form_post`, and the sign-out of somebody who is not signed in.
 */
const allowFormPost: Middleware = async (ctx, next) => {
  await next();
  const { oidc } = ctx as KoaContextWithOIDC;
  const redirectUri = oidc?.params?.redirect_uri;
  if (oidc?.redirectUriCheckPerformed && typeof redirectUri === 'string')
    ctx.state.formActionOrigins.push(redirectUri);
  const afterSignOut = oidc?.route === 'end_session' ? oidc.session?.state?.postLogoutRedirectUri : undefined;
  if (typeof afterSignOut === 'string') ctx.state.formActionOrigins.push(afterSignOut);
};

/** The page that a prompt most often begins with; its guard leads on whoever is elsewhere. */
const firstPages: Readonly<Record<string, string>> = {
  login: 'password',
  mfa: 'challenge',
  consent: 'consent',
};

/**
 * Sends the browser to the first page itself instead of to `/interaction/:uid`, which would send it there: one request
 * less in each sign-in. The library takes the path of its cookie from the address it is given, so that stays short.
 */
const openFirstPage: Middleware = async (ctx, next) => {
  await next();
  const { firstPage } = ctx.state;
  if (typeof firstPage === 'string') ctx.set('location', `${ctx.response.get('location')}/${firstPage}`);
};

/**
 * The library has nothing where another method would have something, which is seen when it has answered nothing: a
 * deployment's own settings may let it take more. But for reading, which none of its POST endpoints ever takes, and which
 * it would take `/device/auth` for an interaction for.
 */
function refuseOtherMethods(methodsAt: EndpointMethods): Middleware {
  return async (ctx, next) => {
    const allowed = methodsAt(ctx.path);
    const isRefused = allowed.length > 0 && !allowed.includes(ctx.method);
    if (isRefused && (ctx.method === 'GET' || ctx.method === 'HEAD')) refuseMethod(ctx, allowed);
    await next();
    if (isRefused && ctx.status === 404 && ctx.body == null) refuseMethod(ctx, allowed);
  };
}

/** The library answers 500 to whatever it does not know; a database that is away is "try again" instead. */
function explain(ctx: KoaContextWithOIDC, error: Error, logger: Logger): void {
  const { requestId } = ctx.state;
  logger.error({ err: error, requestId }, 'the provider failed');
  if (!(error instanceof Refusal) || ctx.status < 400) return;
  const retryAfter = retryAfterOf(error);
  if (retryAfter === null) return;
  ctx.status = 503;
  ctx.set('retry-after', retryAfter);
}

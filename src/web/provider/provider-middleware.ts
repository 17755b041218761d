import type { Middleware, ParameterizedContext } from 'koa';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Logger } from '../../logging/logger.ts';
import { firstFactors } from '../../policy/factors/first-factors.ts';
import type { ClientDirectory } from '../../provider/library/client-directory.ts';
import { noteClientUses } from '../../provider/library/client-uses.ts';
import { type Endpoints, endpointsOf, isRouteOfPrograms } from '../../provider/library/endpoints.ts';
import { logRefusedRequests } from '../../provider/library/refused-requests.ts';
import type { RequestRecords } from '../../provider/records/request-records.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { Clock } from '../../time/clock.ts';
import { rememberApplication } from '../devices/recent-applications.ts';
import { errorPages } from '../errors/error-pages.ts';
import { logBrokenAnswers } from '../http/broken-answers.ts';
import { chooseLanguageOnDemand, readChosenLanguage } from '../http/chosen-language.ts';
import { refuseEncoded } from '../http/encoded-body.ts';
import { refuseMethod } from '../http/methods.ts';
import { requestLog, requestState } from '../http/request-state.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { Renderer } from '../pages/rendering.ts';
import { answerForms } from './answer-forms.ts';
import { tellMore } from './discovery.ts';
import { writeTogether } from './provider-writes.ts';

/** What the library's own endpoints need around them; the library is a Koa application of its own. */
export function wrapProvider(
  provider: Provider,
  options: {
    readonly issuer: string;
    readonly trustedProxies: number;
    readonly logger: Logger;
    readonly renderer: Renderer;
    readonly records: RequestRecords;
    /** Name of the cookie of a remembered device. */
    readonly deviceCookie: string;
    readonly people: Stores['people'];
    readonly clients: ClientDirectory;
    readonly clientUses: Pick<Stores['clients'], 'noteUse'>;
    readonly clock: Clock;
  },
): void {
  const endpointAt = endpointsOf(provider);
  const issuer = new URL(options.issuer);
  provider.use(requestState(options));
  provider.use(requestLog(options.logger));
  provider.use(securityHeaders(options));
  provider.use(openFirstPage(new URL(options.issuer)));
  provider.use(logRefusedRequests(provider, endpointAt, options.logger));
  provider.use(noteClientUses({ ...options, endpointAt }));
  provider.use(readChosenLanguage(issuer));
  provider.use(errorPages({ ...options, isForProgram: (ctx) => isForProgram(ctx, endpointAt) }));
  provider.use(chooseLanguageOnDemand(issuer, (ctx) => isForProgram(ctx, endpointAt)));
  provider.use(refuseEncoded);
  provider.use(refuseOtherMethods(endpointAt));
  provider.use(writeTogether(options.records, options.deviceCookie));
  provider.use(answerForms(options));
  provider.use(tellMore);
  provider.on('interaction.started', (ctx, prompt) => {
    ctx.state.firstPage = firstPages[prompt.name];
  });
  logBrokenAnswers(provider, options.logger);
  provider.on('server_error', (ctx, error) => {
    // A database that is away is no fault of the library's: provider-writes.ts gives it another answer than 500.
    if (error instanceof Refusal) ctx.state.refusal = error;
    else options.logger.error({ err: error, requestId: ctx.state.requestId }, 'the provider failed');
  });
}

/** What is refused before the library has looked has no route yet: by its path. An address that is none of it has none at all. */
function isForProgram(ctx: ParameterizedContext, endpointAt: Endpoints): boolean {
  const route = (ctx as unknown as KoaContextWithOIDC).oidc?.route ?? endpointAt(ctx.path)?.route;
  return route === undefined ? ctx.accepts('html', 'json') === 'json' : isRouteOfPrograms(route);
}

/** The page that a prompt most often begins with; its guard leads on whoever is elsewhere. */
const firstPages: Readonly<Record<string, string>> = {
  login: firstFactors[0],
  select_account: 'account',
  mfa: 'challenge',
  consent: 'consent',
};

/**
 * Sends the browser to the first page itself instead of to `/interaction/:uid`, which would send it there: one request
 * less in each sign-in. The library takes the path of its cookie from the address it is given, so that stays short.
 */
function openFirstPage(issuer: URL): Middleware {
  return async (ctx, next) => {
    await next();
    const { firstPage } = ctx.state;
    if (typeof firstPage !== 'string') return;
    ctx.set('location', `${ctx.response.get('location')}/${firstPage}`);
    const { client, entities } = (ctx as unknown as KoaContextWithOIDC).oidc;
    const { clientId } = client ?? {};
    const uid = entities.Interaction?.uid;
    if (clientId !== undefined && uid !== undefined) rememberApplication(ctx, issuer, { uid, clientId });
  };
}

/**
 * The library has nothing where another method would have something, which is seen when it has answered nothing: a
 * deployment's own settings may let it take more. But for reading, which none of its POST endpoints ever takes, and which
 * it would take `/device/auth` for an interaction for.
 */
function refuseOtherMethods(endpointAt: Endpoints): Middleware {
  return async (ctx, next) => {
    const allowed = endpointAt(ctx.path)?.methods ?? [];
    const isRefused = allowed.length > 0 && !allowed.includes(ctx.method);
    if (isRefused && (ctx.method === 'GET' || ctx.method === 'HEAD')) refuseMethod(ctx, allowed);
    await next();
    if (isRefused && ctx.status === 404 && ctx.body == null) refuseMethod(ctx, allowed);
  };
}

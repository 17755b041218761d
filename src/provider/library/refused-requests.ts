import type { Middleware, ParameterizedContext } from 'koa';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { grantTypes } from '../../environments/client-terms.ts';
import type { Logger } from '../../logging/logger.ts';
import type { Endpoints } from './endpoints.ts';

/** The library's routes at which programs ask, and authenticate. */
const endpoints: ReadonlySet<string> = new Set([
  'token',
  'introspection',
  'revocation',
  'pushed_authorization_request',
  'device_authorization',
]);

/** Not refused: the program is told to ask again. @see RFC 8628 section 3.5, RFC 9449 section 8 */
const askedAgain: ReadonlySet<unknown> = new Set(['authorization_pending', 'slow_down', 'use_dpop_nonce']);

/**
 * One line in the log for each refused request of a program, whoever refused it: the program learns little, and whoever
 * set it up has to see why. What it brought (secrets, codes, tokens, names of clients that there are not) is not in it.
 */
export function logRefusedRequests(provider: Provider, endpointAt: Endpoints, logger: Logger): Middleware {
  const note = (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) => {
    ctx.state.refusedFor = error;
  };
  provider.on('grant.error', note);
  provider.on('introspection.error', note);
  provider.on('revocation.error', note);
  provider.on('pushed_authorization_request.error', note);
  provider.on('device_authorization.error', note);
  return async (ctx, next) => {
    await next();
    const endpoint = endpointAt(ctx.path)?.route ?? '';
    // Browsers ask by OPTIONS, whatever page they show.
    if (!endpoints.has(endpoint) || ctx.method === 'OPTIONS') return;
    if (ctx.status < 400 || ctx.status >= 500) return;
    const line = { requestId: ctx.state.requestId, endpoint, ...refusalOf(ctx) };
    if (askedAgain.has(line.reason)) logger.debug(line, 'a program has to ask again');
    else logger.warn(line, 'a request of a program was refused');
  };
}

interface Refused {
  readonly clientId: string | null;
  /** The code of OAuth 2.0, e.g. `invalid_grant`. */
  readonly reason: string | null;
  readonly detail: string | null;
  readonly grantType?: string;
  /** What an assertion of the client has to name. */
  readonly expectedAudience?: string;
}

function refusalOf(ctx: ParameterizedContext): Refused {
  // Undefined where the request did not get as far as the library.
  const oidc: KoaContextWithOIDC['oidc'] | undefined = (ctx as unknown as Partial<KoaContextWithOIDC>).oidc;
  const { refusedFor } = ctx.state as { readonly refusedFor?: errors.OIDCProviderError };
  const { error = null, error_description: description = null } = answerOf(ctx);
  const { grant_type: asked, client_assertion: assertion } = oidc?.params ?? {};
  const grantType = grantTypes.find((each) => each === asked);
  const isAssertion = refusedFor instanceof errors.InvalidClientAuth && assertion !== undefined;
  return {
    clientId: oidc?.client?.clientId ?? null,
    reason: error,
    detail: refusedFor?.error_detail ?? description,
    ...(grantType !== undefined && { grantType }),
    ...(isAssertion && oidc !== undefined && { expectedAudience: oidc.issuer }),
  };
}

/** @see RFC 6749 section 5.2 */
function answerOf({ body }: ParameterizedContext): { error?: string; error_description?: string } {
  return typeof body === 'object' && body !== null ? body : {};
}

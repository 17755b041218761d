import type { Middleware, ParameterizedContext } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { ClientStore } from '../../environments/store.ts';
import type { Logger } from '../../logging/logger.ts';
import type { Clock } from '../../time/clock.ts';
import type { Endpoints } from './endpoints.ts';

/**
 * Notes on which day (UTC) each client was given a token last: whoever tidies up sees what nobody uses. One statement a day,
 * client and server, so that no sign-in pays for it.
 */
export function noteClientUses(options: {
  readonly clientUses: Pick<ClientStore, 'noteUse'>;
  readonly endpointAt: Endpoints;
  readonly clock: Clock;
  readonly logger: Logger;
}): Middleware {
  const { clientUses, endpointAt, clock, logger } = options;
  let today = '';
  const noted = new Set<string>();
  return async (ctx, next) => {
    await next();
    if (ctx.status !== 200 || endpointAt(ctx.path)?.route !== 'token') return;
    const clientId = clientOf(ctx);
    if (clientId === undefined) return;
    const day = clock().toISOString().slice(0, 10);
    if (day !== today) noted.clear();
    today = day;
    if (noted.has(clientId)) return;
    noted.add(clientId);
    // The token is given already, and is worth more than the note.
    await clientUses.noteUse(clientId, day).catch((error: unknown) => {
      noted.delete(clientId);
      logger.warn({ err: error, clientId }, 'the day on which a client was used could not be noted');
    });
  };
}

function clientOf(ctx: ParameterizedContext): string | undefined {
  return (ctx as unknown as Partial<KoaContextWithOIDC>).oidc?.client?.clientId;
}

import type { Middleware, ParameterizedContext } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { RequestPresents } from '../../provider/records/pending-writes.ts';
import { presentedBy } from '../../provider/records/presented.ts';
import type { RequestRecords } from '../../provider/records/request-records.ts';
import { Refusal } from '../../refusal/refusal.ts';

/**
 * Writes what the library saved during a request before its answer goes out. Where that fails, nothing of the answer
 * may reach the browser: neither the code in its address nor the cookie of a session that does not exist. The same where
 * a refusal of ours ended the request within the library, which takes it for a fault of its own: it has answered 500, has
 * sent the browser back to the application or has called a device code spoiled, and nothing of that is to be kept.
 */
export function writeTogether(records: RequestRecords, deviceCookie: string): Middleware {
  return async (ctx, next) => {
    try {
      const refreshToken = await records.together(
        async () => {
          await next();
          const { refusal } = ctx.state;
          if (refusal instanceof Refusal) throw refusal;
          if (isRefusedRedemption(ctx)) records.forget();
        },
        presentsOf(ctx, deviceCookie),
      );
      // Another request got it for the same token a moment ago (`refresh_token_overlap_seconds`).
      if (refreshToken !== null && typeof ctx.body === 'object')
        ctx.body = { ...ctx.body, refresh_token: refreshToken };
    } catch (error) {
      for (const name of ['set-cookie', 'location']) ctx.remove(name);
      ctx.state.firstPage = undefined;
      throw error;
    }
  };
}

function presentsOf(ctx: ParameterizedContext, deviceCookie: string): RequestPresents {
  return {
    presented: () => presentedBy((ctx as unknown as KoaContextWithOIDC).oidc),
    deviceId: ctx.cookies.get(deviceCookie, { signed: false }) ?? null,
  };
}

/**
 * The library uses a code or refresh token up before it looks at the resource that is asked for: whoever was refused would
 * have lost it, and be taken for a thief at the next try.
 */
function isRefusedRedemption(ctx: ParameterizedContext): boolean {
  const { route } = (ctx as unknown as KoaContextWithOIDC).oidc ?? {};
  return route === 'token' && ctx.status >= 400;
}

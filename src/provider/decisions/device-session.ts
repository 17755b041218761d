import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * Whether a device form was sent without the session it was shown in (expired, or never there). The library would give
 * the error page a new session and then fail to store it, so that session is dropped here: begin again with `GET`.
 */
export function dropUnstoredDeviceSession(ctx: KoaContextWithOIDC): boolean {
  const { session } = ctx.oidc;
  if (session === undefined || typeof session.exp === 'number') return false;
  Object.assign(session, { touched: false });
  return true;
}

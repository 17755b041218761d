import { createHash } from 'node:crypto';
import type { ParameterizedContext } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { LiveProvider } from './live-provider.ts';

/** A session of the provider's in which somebody has signed in. */
export interface BrowserSession {
  readonly uid: string;
  /** SHA-256 of the uid, by which everything else is kept. */
  readonly hash: Buffer;
  readonly userId: string;
}

/**
 * The session that the browser's cookie names, on a page of ours; null for none, and for a cookie that is not signed by
 * us. Whether it still counts is for the policy to say.
 */
export async function browserSession(
  live: LiveProvider,
  ctx: ParameterizedContext,
): Promise<BrowserSession | null> {
  // Outside of its own endpoints the library needs of the context no more than request and answer.
  const { uid, accountId } = await live.current().Session.get(ctx as unknown as KoaContextWithOIDC);
  return accountId === undefined
    ? null
    : { uid, hash: createHash('sha256').update(uid).digest(), userId: accountId };
}

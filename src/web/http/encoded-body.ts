import type { Middleware } from 'koa';
import { Refusal } from '../../refusal/refusal.ts';

/**
 * Refuses every body that is packed, wherever it goes: nothing of ours is long enough to be worth it, a few kilobytes
 * can unpack to gigabytes, and what does not unpack leaves its connection in disorder.
 * @throws Refusal `unsupported_media_type`, with `Accept-Encoding`
 * @see RFC 9110 sections 8.4 and 12.5.3
 */
export const refuseEncoded: Middleware = async (ctx, next) => {
  const encoding = ctx.get('content-encoding').trim();
  if (encoding !== '' && encoding.toLowerCase() !== 'identity') {
    ctx.set('accept-encoding', 'identity');
    throw new Refusal('unsupported_media_type', { reason: 'the body is encoded' });
  }
  await next();
};

import type { ParameterizedContext } from 'koa';
import type { BrandingStore } from '../../organizations/profile/branding.ts';
import { requireReading } from '../http/methods.ts';

const oneYearSeconds = 365 * 24 * 60 * 60;

const address = /^\/assets\/brand\/([0-9a-f]{32})\.(png|css)$/;

/**
 * Logos and the stylesheets with the colours of brands, by their hashes, so that they never change. What is no longer shown
 * anywhere is gone.
 * @returns whether there was one
 */
export async function serveBrand(brandings: BrandingStore, ctx: ParameterizedContext): Promise<boolean> {
  const [, hash = '', type = ''] = address.exec(ctx.path) ?? [];
  if (hash === '') return false;
  requireReading(ctx);
  const content = await (type === 'png' ? brandings.logo(hash) : brandings.stylesheet(hash));
  if (content === null) return false;
  ctx.type = type;
  ctx.set('cache-control', `public, max-age=${oneYearSeconds}, immutable`);
  ctx.body = content;
  return true;
}

import { extname } from 'node:path';
import type { Middleware } from 'koa';
import type { BrandingStore } from '../../organizations/profile/branding.ts';
import { requireReading } from '../http/methods.ts';
import type { Asset, Assets } from '../pages/assets.ts';
import { serveBrand } from './brand-assets.ts';

const oneYearSeconds = 365 * 24 * 60 * 60;

/** Stylesheet and scripts, and what brands have of their own; their addresses have their hashes, so they never change. */
export function assets(each: Assets, brandings: BrandingStore): Middleware {
  const known: readonly Asset[] = Object.values(each);
  return async (ctx, next) => {
    const asset = known.find(({ path }) => path === ctx.path);
    if (asset === undefined) {
      if (!(await serveBrand(brandings, ctx))) await next();
      return;
    }
    requireReading(ctx);
    ctx.type = extname(asset.path);
    ctx.set('cache-control', `public, max-age=${oneYearSeconds}, immutable`);
    ctx.body = asset.content;
  };
}

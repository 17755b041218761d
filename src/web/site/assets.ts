import { extname } from 'node:path';
import type { Middleware } from 'koa';
import { requireReading } from '../http/methods.ts';
import type { Asset, Assets } from '../pages/rendering.ts';

const oneYearSeconds = 365 * 24 * 60 * 60;

/** Stylesheet and scripts; their addresses have their hashes, so they never change. */
export function assets(each: Assets): Middleware {
  const known: readonly Asset[] = Object.values(each);
  return async (ctx, next) => {
    const asset = known.find(({ path }) => path === ctx.path);
    if (asset === undefined) return next();
    requireReading(ctx);
    ctx.type = extname(asset.path);
    ctx.set('cache-control', `public, max-age=${oneYearSeconds}, immutable`);
    ctx.body = asset.content;
  };
}

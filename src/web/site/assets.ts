import { extname } from 'node:path';
import type { Middleware } from 'koa';
import { requireReading } from '../http/methods.ts';
import type { Renderer } from '../pages/rendering.ts';

const oneYearSeconds = 365 * 24 * 60 * 60;

/** Stylesheet and scripts; their addresses have their hashes, so they never change. */
export function assets({
  stylesheet,
  keyScript,
  postScript,
}: Pick<Renderer, 'stylesheet' | 'keyScript' | 'postScript'>): Middleware {
  const known = [stylesheet, keyScript, postScript];
  return async (ctx, next) => {
    const asset = known.find(({ path }) => path === ctx.path);
    if (asset === undefined) return next();
    requireReading(ctx);
    ctx.type = extname(asset.path);
    ctx.set('cache-control', `public, max-age=${oneYearSeconds}, immutable`);
    ctx.body = asset.content;
  };
}

import type Router from '@koa/router';
import type { Middleware, ParameterizedContext } from 'koa';
import { Refusal } from '../../refusal/refusal.ts';

/**
 * Refuses a method that a path does not have; the path itself exists.
 * @throws Refusal `method_not_allowed`, with `Allow`
 * @see RFC 9110 section 15.5.6
 */
export function refuseMethod(ctx: ParameterizedContext, allowed: readonly string[]): never {
  ctx.set('allow', allowed.join(', '));
  throw new Refusal('method_not_allowed');
}

/** Refuses all but reading. @throws Refusal `method_not_allowed`, with `Allow` */
export function requireReading(ctx: ParameterizedContext): void {
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD') refuseMethod(ctx, ['GET', 'HEAD']);
}

/** In front of a router: refuses methods that none of its routes has at a path which some route has. */
export function refuseOtherMethods(router: Router): Middleware {
  return async (ctx, next) => {
    const allowed = methodsAt(router, ctx.path);
    if (allowed.length > 0 && !allowed.includes(ctx.method)) refuseMethod(ctx, allowed);
    await next();
  };
}

/** A part that a route names is not also what a parameter could be: `/invitations/joined`, `/members/bulk`. */
function methodsAt(router: Router, path: string): readonly string[] {
  const layers = router.stack.filter((layer) => layer.methods.length > 0 && layer.match(path));
  const fewest = Math.min(...layers.map(({ paramNames }) => paramNames.length));
  const routes = layers.filter(({ paramNames }) => paramNames.length === fewest);
  return [...new Set(routes.flatMap(({ methods }) => methods))].sort();
}

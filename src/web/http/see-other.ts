import type { ParameterizedContext } from 'koa';

/** The answer to an accepted form: 303, so that going back or reloading never sends it again. */
export function seeOther(ctx: ParameterizedContext, location: string): void {
  ctx.status = 303;
  ctx.redirect(location);
}

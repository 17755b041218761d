import type { ParameterizedContext } from 'koa';

/** The fields of a posted form, each a string; the body parser has refused what is no form. */
export type Form = Readonly<Record<string, string>>;

export function formOf(ctx: ParameterizedContext): Form {
  const body = (ctx.request as { body?: unknown }).body;
  const entries = Object.entries(typeof body === 'object' && body !== null ? body : {});
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
}

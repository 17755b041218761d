import type { ParameterizedContext } from 'koa';
import { Refusal } from '../../refusal/refusal.ts';

/** The fields of a posted form, each a string; the body parser has refused what is no form. */
export type Form = Readonly<Record<string, string>>;

export function formOf(ctx: ParameterizedContext): Form {
  const body = (ctx.request as { body?: unknown }).body;
  const entries = Object.entries(typeof body === 'object' && body !== null ? body : {});
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
}

/** A form that names no button is fine. @throws Refusal `unknown_action` */
export function requireKnownAction({ action }: Form, actions: readonly string[]): void {
  if (action !== undefined && !actions.includes(action)) throw new Refusal('unknown_action');
}

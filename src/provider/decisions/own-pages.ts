import { ownClientId } from '../../environments/own-client.ts';
import { freshMfaSeconds } from '../../organizations/core/admin-context.ts';
import type { Facts } from '../../policy/facts.ts';
import { withoutLeniency } from '../../policy/person-judgement.ts';
import type { RequestParams } from './request-facts.ts';

/** The extra parameter of our own areas. It can only ask for more. */
export const ownPagesParameter = 'own_pages';

/**
 * What our own areas ask of whoever comes to them. `judged`: what the person is judged by there (ruling 23); `level_2`: a
 * second factor in any case (ruling 34); `fresh`: one of the last five minutes (ruling 14).
 */
export const ownPagesDemands = ['judged', 'level_2', 'fresh'] as const;

export type OwnPagesDemand = (typeof ownPagesDemands)[number];

/** Null for any request but those of our own areas. */
export function ownPagesDemandOf(params: RequestParams): OwnPagesDemand | null {
  if (params.client_id !== ownClientId) return null;
  return ownPagesDemands.find((demand) => demand === params[ownPagesParameter]) ?? null;
}

/**
 * The facts of a request as our own areas ask: without leniency, so that who comes back from a sign-in is let in by
 * `judgePerson`, and with a level and an age, as a client may ask them.
 */
export function asOwnPagesAsk(facts: Facts, demand: OwnPagesDemand, now: Date): Facts {
  const strict = withoutLeniency(facts, now.getTime());
  if (demand === 'judged' || strict.client === null) return strict;
  const requireMfaMaxAgeSeconds = demand === 'fresh' ? freshMfaSeconds : null;
  return { ...strict, client: { ...strict.client, requireLevel: 2, requireMfaMaxAgeSeconds } };
}

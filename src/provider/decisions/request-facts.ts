import { type AcrAliases, levelsOfAcr } from '../../policy/factors/acr.ts';
import type { FactorKind, RequestFacts } from '../../policy/facts.ts';

/**
 * A key has to be bought. An organization or the registration of a client may ask for that, one request may not: a level
 * that it says it must have and that takes a key is beyond the reach of who has none, and the application is told so.
 * What it only wishes for is offered.
 */
const enrollableOnDemand: readonly FactorKind[] = ['totp'];

/** The parameters of an authorization request, as the library keeps them. */
export type RequestParams = Readonly<Record<string, unknown>>;

/** When a request is decided on. */
export interface Occasion {
  /** A set-up was declined, or cannot be offered. */
  readonly hasDeclined: boolean;
  /** Somebody is signing in, page by page; false in a live session, which goes on undisturbed. */
  readonly isSignIn: boolean;
}

/**
 * What level a request asks for: `acr_values` (voluntary) and the `acr` claim of `claims.id_token`.
 * Read from the parameters, since the library lets `acr_values` overwrite an essential claim.
 * @see OpenID Connect Core 1.0 sections 3.1.2.1 and 5.5.1.1
 */
export function requestFactsOf(
  params: RequestParams,
  { hasDeclined, isSignIn }: Occasion,
  aliases: AcrAliases,
): RequestFacts {
  const claim = acrClaim(params);
  const isEssential = claim.essential === true;
  const fromClaim = claimNames(claim);
  const voluntary = isEssential ? acrValues(params) : [...acrValues(params), ...fromClaim];
  return {
    voluntaryLevels: levelsOfAcr(voluntary, aliases),
    essentialLevels: isEssential && fromClaim.length > 0 ? levelsOfAcr(fromClaim, aliases) : null,
    declinedEnrollment: hasDeclined,
    offersAhead: isSignIn,
    enrollableOnDemand,
  };
}

/**
 * The `acr` names that the ID token may state, in the order of the request: those of an essential claim, which has to
 * be answered with one of its own, else all.
 * @see OpenID Connect Core 1.0 section 5.5.1.1
 */
export function requestedAcrNames(params: RequestParams): string[] {
  const claim = acrClaim(params);
  const fromClaim = claimNames(claim);
  return claim.essential === true && fromClaim.length > 0 ? fromClaim : [...fromClaim, ...acrValues(params)];
}

function acrValues(params: RequestParams): string[] {
  return typeof params.acr_values === 'string'
    ? params.acr_values.split(' ').filter((name) => name !== '')
    : [];
}

interface AcrClaim {
  readonly essential?: unknown;
  readonly value?: unknown;
  readonly values?: unknown;
}

/** The library has checked that `claims` is a JSON object before anything here runs. */
function acrClaim(params: RequestParams): AcrClaim {
  if (typeof params.claims !== 'string') return {};
  const claims: { id_token?: { acr?: unknown } } = JSON.parse(params.claims);
  const acr = claims.id_token?.acr;
  return typeof acr === 'object' && acr !== null ? acr : {};
}

function claimNames({ value, values }: AcrClaim): string[] {
  const listed = Array.isArray(values) ? values : [];
  return [value, ...listed].filter((name) => typeof name === 'string');
}

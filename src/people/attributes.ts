/**
 * What is known of a person beyond the standard claims: their `attributes`. None is a claim by its name; a client is told
 * those that its registration maps to a claim, under a name that nobody else states (ruling 30).
 */
import { isStandardClaim, ownFields, statedClaims } from './standard-claims.ts';

export type Attributes = Readonly<Record<string, unknown>>;

/** Whose a name is already, as an application reads it: `email#fr` is an e-mail address too. Null: nobody's. */
export function ownerOfClaim(name: string): 'countersign' | 'user' | 'profile' | null {
  // OpenID Connect Core 1.0 section 5.2: the language of a claim stands behind its name.
  const [claim = ''] = name.split('#');
  if (statedClaims.has(claim)) return 'countersign';
  if (ownFields.has(claim)) return 'user';
  return isStandardClaim(claim) ? 'profile' : null;
}

/** `constructor`, `__proto__` and the like: programs that read such a claim take it for something else. */
export function isInEveryObject(name: string): boolean {
  return name in {};
}

/** What a client was granted, and its mapping of attributes to claims as it is stored. */
export interface Mapping {
  readonly scopes: ReadonlySet<string>;
  readonly mapping: unknown;
}

/** The claims that a mapping makes of attributes. */
export function mappedClaims(attributes: Attributes, mapped: Mapping): Record<string, unknown> {
  const told = pairsOf(mapped).filter(([attribute]) => Object.hasOwn(attributes, attribute));
  return Object.fromEntries(told.map(([attribute, claim]) => [claim, attributes[attribute]]));
}

/** The attributes that a client is told of, where a person has them. */
export function mappedAttributes(mapped: Mapping): readonly string[] {
  return pairsOf(mapped).map(([attribute]) => attribute);
}

/**
 * They come along with the scope `profile`. What is stored from before a rule is masked: an attribute or a claim that has
 * another source is told to nobody.
 */
function pairsOf({ scopes, mapping }: Mapping): readonly (readonly [attribute: string, claim: string])[] {
  if (!scopes.has('profile') || typeof mapping !== 'object' || mapping === null) return [];
  const pairs: [string, unknown][] = Object.entries(mapping);
  return pairs.flatMap(([attribute, claim]) =>
    typeof claim === 'string' && isUnowned(claim) && isUnowned(attribute)
      ? [[attribute, claim] as const]
      : [],
  );
}

function isUnowned(name: string): boolean {
  return ownerOfClaim(name) === null && !isInEveryObject(name);
}

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

/**
 * The claims that a client's mapping (attribute to claim) makes of attributes. What is stored from before a rule is masked:
 * an attribute or a claim that has another source is told to nobody.
 */
export function mappedClaims(attributes: Attributes, mapping: unknown): Record<string, unknown> {
  const told = freePairs(mapping).filter(([attribute]) => Object.hasOwn(attributes, attribute));
  return Object.fromEntries(told.map(([attribute, claim]) => [claim, attributes[attribute]]));
}

/** The attributes that a client is told of with the scope `profile`, where a person has them. */
export function mappedAttributes(mapping: unknown): readonly string[] {
  return freePairs(mapping).map(([attribute]) => attribute);
}

function freePairs(mapping: unknown): readonly (readonly [attribute: string, claim: string])[] {
  const pairs: [string, unknown][] =
    typeof mapping === 'object' && mapping !== null ? Object.entries(mapping) : [];
  return pairs.flatMap(([attribute, claim]) =>
    typeof claim === 'string' && isUnowned(claim) && isUnowned(attribute)
      ? [[attribute, claim] as const]
      : [],
  );
}

function isUnowned(name: string): boolean {
  return ownerOfClaim(name) === null && !isInEveryObject(name);
}

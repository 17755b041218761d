import type { Level } from '../facts.ts';

const namespace = 'urn:countersign:acr:';

/** All levels, weakest first. */
export const levels: readonly Level[] = [1, 2, 3];

/** Further names for levels (`phr`, REFEDS profiles), from configuration. */
export type AcrAliases = Readonly<Record<string, Level>>;

/** The product's own `acr` value of a level. */
export function acrOfLevel(level: Level): string {
  return `${namespace}${level}`;
}

/** Every `acr` value that can be requested, for `acr_values_supported` in discovery. */
export function supportedAcrValues(aliases: AcrAliases = {}): readonly string[] {
  return [...levels.map(acrOfLevel), ...Object.keys(aliases)];
}

/** The level that an `acr` value stands for, or null when the name is unknown. */
export function levelOfAcr(name: string, aliases: AcrAliases = {}): Level | null {
  const own = levels.find((level) => acrOfLevel(level) === name);
  if (own !== undefined) return own;
  // hasOwn: `constructor` and its like are no aliases.
  return Object.hasOwn(aliases, name) ? (aliases[name] ?? null) : null;
}

/** The levels of the known names, in the order of the request; unknown names are left out. */
export function levelsOfAcr(names: readonly string[], aliases: AcrAliases = {}): readonly Level[] {
  return names.map((name) => levelOfAcr(name, aliases)).filter((level) => level !== null);
}

/**
 * The `acr` to state in an ID token: the strongest requested value that was reached, else the level's own name.
 * Of two names for one level the one requested first is stated.
 * @see OpenID Connect Core 1.0 section 5.5.1.1
 */
export function acrToState(
  requestedNames: readonly string[],
  level: Level,
  aliases: AcrAliases = {},
): string {
  let stated: { name: string; level: Level } | null = null;
  for (const name of requestedNames) {
    const requested = levelOfAcr(name, aliases);
    if (requested === null || requested > level) continue;
    if (stated === null || requested > stated.level) stated = { name, level: requested };
  }
  return stated?.name ?? acrOfLevel(level);
}

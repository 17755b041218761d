import { z } from 'zod';
import { isNestedBeyond, unstorableIn } from '../documents/storable-text.ts';
import { type Attributes, isInEveryObject, ownerOfClaim } from '../people/attributes.ts';

/** Of all attributes of one person together, as JSON; they are read with the person at every decision. */
const longestAttributes = 16_384;

const deepestAttribute = 8;

/** What a name must not be, because it is a claim that has its source elsewhere (ruling 30). */
const owners = {
  countersign: 'is stated by Countersign itself',
  user: 'is a field of the user',
  profile: 'is a standard claim, which stands in profile',
} as const;

/** Why an attribute, or the claim that is made of one, cannot have a name; null where it can. */
export function whyNotNamed(name: string): string | null {
  const owner = ownerOfClaim(name);
  if (owner !== null) return owners[owner];
  if (isInEveryObject(name)) return 'has a name that programs trip over';
  const isPlain = /^[\p{L}\p{N}\p{P}\p{S}]{1,100}$/u.test(name);
  return isPlain ? null : 'must have a name of 1 to 100 visible characters without spaces';
}

/** The `attributes` of a user: any JSON under names that are nobody's. */
export const attributesSchema = z
  .unknown()
  .transform((value, context): Attributes => {
    const refuse = (message: string, path: readonly string[] = []) => {
      context.issues.push({ code: 'custom', message, path: [...path], input: null });
      return z.NEVER;
    };
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return refuse('must be a group of fields');
    for (const [name, attribute] of Object.entries(value)) {
      const problem = whyNotNamed(name) ?? whyNotValue(attribute);
      if (problem !== null) refuse(problem, [name]);
    }
    if (JSON.stringify(value).length > longestAttributes)
      return refuse(`must have at most ${longestAttributes} characters of JSON in all`);
    return Object.fromEntries(Object.entries(value));
  })
  .meta({ type: 'object', additionalProperties: true });

function whyNotValue(value: unknown): string | null {
  if (value === null) return 'must not be null; leave it out';
  if (isNestedBeyond(deepestAttribute, value)) return `must be nested at most ${deepestAttribute} deep`;
  if (!z.json().safeParse(value).success)
    return 'must be text, a number, true or false, or a list or group of such';
  return unstorableIn(value) === null ? null : 'has a character that cannot be stored';
}

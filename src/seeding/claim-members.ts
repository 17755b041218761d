import { z } from 'zod';
import { whyNotNamed } from './attributes-document.ts';

/** Most attributes that one client is told of. */
const mostMapped = 100;

/** Attributes of a user by the claims that they become for one client; each claim has one source (ruling 30). */
const claimMapping = z
  .unknown()
  .transform((value, context): Readonly<Record<string, string>> => {
    const refuse = (message: string, path: readonly string[] = []) => {
      context.issues.push({ code: 'custom', message, path: [...path], input: null });
      return z.NEVER;
    };
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return refuse('must be a group of fields');
    const pairs = Object.entries(value);
    if (pairs.length > mostMapped) return refuse(`must map at most ${mostMapped} attributes`);
    const claims = new Set<string>();
    for (const [attribute, claim] of pairs) {
      const problem = whyNotMapped(attribute, claim, claims);
      if (problem !== null) refuse(problem, [attribute]);
      claims.add(claim);
    }
    return Object.fromEntries(pairs);
  })
  .meta({ id: 'ClaimMapping', type: 'object', additionalProperties: { type: 'string' } });

function whyNotMapped(attribute: string, claim: unknown, before: ReadonlySet<string>): string | null {
  const problem = whyNotNamed(attribute);
  if (problem !== null) return `${problem}, and no attribute`;
  if (typeof claim !== 'string') return 'must be the name of a claim';
  if (before.has(claim)) return `must be another claim than ${claim}, which an attribute before is mapped to`;
  const taken = whyNotNamed(claim);
  return taken === null ? null : `must be another claim than ${claim}: that ${taken}`;
}

/** Members of a registration that say what a client is told, and where. */
export const claimMembers = {
  /** Claims of the granted scopes in the ID token as well; default false: at userinfo only. */
  id_token_claims: z.boolean(),
  /** Own attribute to claim name, told with the scope `profile`; default none. */
  claim_mapping: claimMapping,
  /** URI of the API that tokens are for where a request names none; default none, so that they are for userinfo. */
  default_resource: z.string().min(1, 'must not be empty').max(2000, 'must have at most 2000 characters'),
};

import { isOlderThanClient } from '../decisions/older-than-client.ts';
import { grantCounts } from '../decisions/unread-grants.ts';
import type { Interaction } from '../library/interaction.ts';
import type { LiveProvider } from '../library/live-provider.ts';

/** What a consent page lists and, on "continue", grants. */
export interface ConsentRequest {
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  readonly resourceScopes: Readonly<Record<string, readonly string[]>>;
}

export function consentRequestOf({ prompt: { details } }: Interaction): ConsentRequest {
  return {
    scopes: strings(details.missingOIDCScope),
    claims: strings(details.missingOIDCClaims),
    resourceScopes: (details.missingResourceScopes ?? {}) as Record<string, string[]>,
  };
}

/** Stores what the person agreed to and answers the grant's id. @param client as it is registered now */
export async function grantConsent(
  live: LiveProvider,
  interaction: Interaction,
  {
    accountId,
    client,
  }: {
    readonly accountId: string;
    readonly client: { readonly firstParty: boolean; readonly createdAt: Date };
  },
): Promise<string> {
  const provider = live.current();
  const clientId = String(interaction.params.client_id);
  const { grantId } = interaction;
  const found =
    grantId === undefined || !grantCounts(client, grantId) ? undefined : await provider.Grant.find(grantId);
  const existing = isOlderThanClient(client, found?.iat) ? undefined : found;
  const grant = existing ?? new provider.Grant({ accountId, clientId });
  const { scopes, claims, resourceScopes } = consentRequestOf(interaction);
  if (scopes.length > 0) grant.addOIDCScope(scopes.join(' '));
  if (claims.length > 0) grant.addOIDCClaims([...claims]);
  for (const [resource, wanted] of Object.entries(resourceScopes))
    grant.addResourceScope(resource, wanted.join(' '));
  return grant.save();
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

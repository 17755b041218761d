import type { KoaContextWithOIDC } from 'oidc-provider';
import type { ProviderRuntime } from '../library/runtime.ts';
import { narrowScope } from './narrow-scope.ts';
import { decideAtToken, type IssuedToken, restateProofs } from './token-state.ts';

/** What is asked for. */
interface Introspection {
  /** Of the client that asks. */
  readonly clientId: string;
  readonly token: IssuedToken;
}

/**
 * A token whose person may not sign in as they did any more is inactive, whoever asks, and so is one of whose scope
 * nothing is left; others' tokens stay private.
 */
export async function mayIntrospect(
  runtime: ProviderRuntime,
  ctx: KoaContextWithOIDC,
  { clientId, token }: Introspection,
): Promise<boolean> {
  const isPublic = ctx.oidc.client?.clientAuthMethod === 'none';
  if (isPublic && token.clientId !== clientId) return false;
  if (!(await narrowScope(runtime.clients, ctx, token))) return false;
  if (token.accountId === undefined) return true;
  const state = await decideAtToken(runtime, ctx, { userId: token.accountId, token });
  if (state === undefined) return false;
  restateProofs(runtime, token, state);
  return true;
}

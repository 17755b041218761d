import type { Provider } from 'oidc-provider';
import { beside } from '../decisions/account-claims.ts';

/**
 * The library tells only claims that its configuration names, each with its scope, and in an ID token beside an access token for
 * userinfo none of a scope. What the account hands out `beside` them was chosen already, and is told as it is.
 */
export function tellClaimsBeside(provider: Provider): void {
  const { prototype } = provider.Claims;
  const chosen = prototype.result;
  prototype.result = async function result(): Promise<Record<string, unknown>> {
    const available: unknown = Reflect.get(this, 'available');
    const told: unknown =
      typeof available === 'object' && available !== null && Reflect.get(available, beside);
    return { ...(typeof told === 'object' ? told : {}), ...(await chosen.call(this)) };
  };
}

import { type Configuration, errors } from 'oidc-provider';
import { type PkceRule, pkceDemand } from '../../environments/pkce.ts';

type PkceRequired = NonNullable<NonNullable<Configuration['pkce']>['required']>;

/**
 * Asked by the library of each request without a challenge; one that was sent is held against its verifier whatever this
 * says, and S256 is the only method. The refusal names the setting that asks for it, which the library's own does not.
 * @throws InvalidRequest where this client has to send one
 */
export function requirePkce(rule: PkceRule): PkceRequired {
  return (_ctx, client) => {
    const demand = pkceDemand({ ...client.metadata() }, rule);
    if (demand === null) return false;
    throw new errors.InvalidRequest(`code_challenge and code_challenge_method=S256 are missing: ${demand}`);
  };
}

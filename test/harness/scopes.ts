import { clientScopes, machineScope } from '../../src/environments/client-terms.ts';
import type { TestServer } from './server.ts';

/** Of a registration that names whatever a person can grant; those of our own API are no default. */
export const everyScope = clientScopes.filter((scope) => scope !== machineScope).join(' ');

/** Of an authorization request for a token that opens the API as far as its person may go. */
export function forApi({ issuer }: Pick<TestServer, 'issuer'>): {
  readonly scope: string;
  readonly resource: string;
} {
  return { scope: 'openid account organization:admin', resource: `${issuer}/api/v1` };
}

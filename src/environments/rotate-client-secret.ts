import { randomBytes } from 'node:crypto';
import type { Deed } from '../audit/deed.ts';
import type { Operations } from '../operations/operations.ts';
import { Refusal } from '../refusal/refusal.ts';
import { saveClient } from './save-client.ts';
import type { ClientMetadata } from './store.ts';

/** A secret of a client: 256 random bits. */
export function newClientSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a client proves itself with a secret. */
export function provesBySecret({ token_endpoint_auth_method: method }: ClientMetadata): boolean {
  return method !== 'none' && method !== 'private_key_jwt';
}

/**
 * Gives a client another secret; the one before opens nothing from this moment on.
 * @returns the secret, which is stored sealed and never told again
 * @throws Refusal `not_found`, also for a client that has no secret
 */
export async function rotateClientSecret(
  operations: Pick<Operations, 'db' | 'acrAliases' | 'resources' | 'issuer'>,
  deed: Deed,
  clientId: string,
): Promise<string> {
  const found = await operations.db.clients.find(clientId);
  if (found === null || !provesBySecret(found.client.metadata)) throw new Refusal('not_found');
  const secret = newClientSecret();
  const metadata = { client_secret: secret };
  await saveClient(operations, deed, { clientId, expected: 'one', metadata, fields: {} });
  return secret;
}

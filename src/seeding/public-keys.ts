import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { z } from 'zod';

/** Of a private key, or of one that two share. @see RFC 7518 section 6 */
const secretMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

type Key = Readonly<Record<string, unknown>>;

/**
 * The public keys of a client. One of a kind that is not known here is passed over, as whoever reads a set does; with none
 * that is, the client could prove nothing.
 * @see RFC 7517 section 5
 */
export const publicKeys = z
  .looseObject({ keys: z.array(z.looseObject({})) })
  .refine(({ keys }) => !keys.some(holdsSecret), 'must hold public keys alone')
  .refine(
    ({ keys }) => keys.some(isReadable),
    'must hold an RSA, elliptic curve or Ed25519 key that can be read',
  );

function holdsSecret(key: Key): boolean {
  return secretMembers.some((member) => Object.hasOwn(key, member));
}

function isReadable(key: Key): boolean {
  try {
    createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

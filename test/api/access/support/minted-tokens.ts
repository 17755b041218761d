import { decodeJwt, importJWK, type JWTPayload, SignJWT } from 'jose';
import type { TestServer } from '../../../harness/server.ts';

/**
 * A token for the API as the server itself would sign it, with any claims: for what no flow of the server gives anybody.
 * @param like a token of the server whose claims it has otherwise
 */
export async function mintLike(
  { countersign }: TestServer,
  like: string,
  claims: JWTPayload,
): Promise<string> {
  const keys = await countersign.db.signingKeys.all();
  const key = keys.find(({ algorithm, retiresAt }) => algorithm === 'ES256' && retiresAt === null);
  if (key === undefined) throw new Error('no key signs');
  const payload = { ...decodeJwt(like), ...claims, exp: Math.floor(Date.now() / 1000) + 290 };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: 'at+jwt' })
    .sign(await importJWK(key.privateJwk, key.algorithm));
}

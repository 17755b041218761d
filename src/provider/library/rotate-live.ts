import type { Deed } from '../../audit/deed.ts';
import type { Db } from '../../stores.ts';
import { type Rotation, rotateSigningKeys } from '../keys/keys.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import type { LiveProvider } from './live-provider.ts';

/** Rotates the signing keys, and has this server publish them at once; the others notice within a minute. */
export async function rotateLive(
  { db, live }: { readonly db: Db; readonly live: LiveProvider },
  deed: Deed,
  how: Rotation,
): Promise<readonly SigningKey[]> {
  const keys = await rotateSigningKeys(db, deed, how);
  await live.refresh();
  return keys;
}

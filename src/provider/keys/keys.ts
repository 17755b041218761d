import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { JWKS } from 'oidc-provider';
import type { Deed } from '../../audit/deed.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db } from '../../stores.ts';
import { type SigningAlgorithm, type SigningKey, signingAlgorithms } from './signing-key.ts';

/** A new key is published this long before it signs: applications keep the key set for some minutes. */
export const publishBeforeSignMs = 60 * 60 * 1000;

/** A key that signs no more is published for another day: longer than any token that it signed lives. */
export const publishAfterSignMs = 24 * 60 * 60 * 1000;

/** Makes the first keys of a new installation; they sign at once. Of servers that start together one makes them. */
export async function ensureSigningKeys(db: Db, now: Date): Promise<void> {
  await db.transaction(async (stores) => {
    await stores.signingKeys.lock();
    const existing = await stores.signingKeys.all();
    for (const algorithm of signingAlgorithms) {
      if (existing.some((key) => key.algorithm === algorithm)) continue;
      await stores.signingKeys.add(await newKey(algorithm, now, now));
    }
  });
}

/** How keys are rotated. */
export interface Rotation {
  readonly when: 'overlapping' | 'immediately';
  /** Id of the newest key that whoever asks has seen: of two who rotate at once one does. Absent: whatever there is. */
  readonly newest?: string | undefined;
}

/** Id of the key that was made last; empty where there is none. */
export function newestOf(keys: readonly SigningKey[]): string {
  return keys.toSorted((one, other) => +one.createdAt - +other.createdAt).at(-1)?.kid ?? '';
}

/**
 * Publishes a new key for each algorithm, lets it sign in an hour, and retires the present ones a day after that.
 * `immediately` is for a key that leaked: the old ones are gone at once and tokens they signed no longer verify.
 * @throws Refusal `stale_version` where others were made since
 */
export async function rotateSigningKeys(
  db: Db,
  { actor, now }: Deed,
  how: Rotation,
): Promise<readonly SigningKey[]> {
  const { when } = how;
  const signsFrom = new Date(now.getTime() + (when === 'immediately' ? 0 : publishBeforeSignMs));
  const retiresAt = new Date(signsFrom.getTime() + (when === 'immediately' ? 0 : publishAfterSignMs));
  const keys = await Promise.all(signingAlgorithms.map((algorithm) => newKey(algorithm, now, signsFrom)));
  await db.transaction(async (stores) => {
    await stores.signingKeys.lock();
    if (how.newest !== undefined && how.newest !== newestOf(await stores.signingKeys.all()))
      throw new Refusal('stale_version');
    for (const key of keys) {
      await stores.signingKeys.add(key);
      await stores.signingKeys.retire(key.algorithm, key.kid, retiresAt);
    }
    await stores.signingKeys.removeRetired(now);
    await stores.audit.record(
      { type: 'signing_keys.rotated', actor, detail: { kids: keys.map((key) => key.kid), when } },
      now,
    );
  });
  return keys;
}

/**
 * The key set for the library, which signs with the first key of an algorithm: the newest that may sign already. Where
 * none may yet, the clock of the server that made the keys is ahead of ours, and the one that is due first signs.
 */
export function keySetAt(keys: readonly SigningKey[], now: Date): JWKS {
  const published = keys.filter((key) => key.retiresAt === null || key.retiresAt > now);
  const signing = published.filter((key) => key.signsFrom <= now).toSorted(newestFirst);
  const upcoming = published
    .filter((key) => key.signsFrom > now)
    .toSorted(newestFirst)
    .toReversed();
  for (const algorithm of signingAlgorithms) {
    if (!published.some((key) => key.algorithm === algorithm))
      throw new Error(`no signing key for ${algorithm}`);
  }
  return {
    keys: [...signing, ...upcoming].map((key) => ({
      ...key.privateJwk,
      kid: key.kid,
      alg: key.algorithm,
      use: 'sig',
    })),
  };
}

function newestFirst(left: SigningKey, right: SigningKey): number {
  return right.signsFrom.getTime() - left.signsFrom.getTime();
}

async function newKey(algorithm: SigningAlgorithm, now: Date, signsFrom: Date): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true, modulusLength: 2048 });
  const privateJwk = await exportJWK(privateKey);
  return {
    kid: await calculateJwkThumbprint(privateJwk),
    algorithm,
    privateJwk: { ...privateJwk },
    createdAt: now,
    signsFrom,
    retiresAt: null,
  };
}

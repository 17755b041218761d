/**
 * What the threads of `hash-threads.ts` do, one thing after the other; nothing else of the server runs in them. Each
 * work begins with a turn of the loop, in which the answer of the one before goes out: without it, answers wait for
 * everything that lies ready.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hashRawSync, hashSync, verifySync } from '@node-rs/argon2';
import { parseHash, type StoredHash, verifyImportedHash } from './imported-hashes.ts';
import { normalizePassword } from './password-rules.ts';

/** Work factors of new hashes (OWASP Password Storage): argon2id, 19 MiB, 2 passes, 1 lane, 32 bytes. */
const argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

export interface Verification {
  readonly ok: boolean;
  /** The password was right, and its hash is weaker than a new one would be: store a new one. */
  readonly needsRehash: boolean;
}

const no: Verification = { ok: false, needsRehash: false };

export async function hash(password: string): Promise<string> {
  await nextTurn();
  return hashSync(normalizePassword(password), argon2Parameters);
}

/** A hash that is missing, not supported or damaged is a no, after the same work. */
export async function verify({
  phc,
  password,
}: {
  readonly phc: string | null;
  readonly password: string;
}): Promise<Verification> {
  await nextTurn();
  const stored = parseHash(phc ?? '');
  if (stored.scheme === 'unsupported') return verifyNothing(password);
  try {
    return compare(stored, password);
  } catch {
    // Its form is right, and yet the library cannot read it, e.g. stray bits at the end of its base64.
    return verifyNothing(password);
  }
}

function compare(stored: Exclude<StoredHash, { scheme: 'unsupported' }>, password: string): Verification {
  if (stored.scheme !== 'argon2id') {
    const ok = verifyImportedHash(stored, password);
    return { ok, needsRehash: ok };
  }
  const ok = verifySync(stored.phc, normalizePassword(password));
  return { ok, needsRehash: ok && isWeaker(stored.memoryCost, stored.timeCost) };
}

export async function derive({
  secret,
  salt,
}: {
  readonly secret: string;
  readonly salt: Uint8Array;
}): Promise<Uint8Array> {
  await nextTurn();
  return hashRawSync(secret, { ...argon2Parameters, salt });
}

/** Less memory, or less work in total: OWASP counts 46 MiB in one pass as equal to 19 MiB in two. */
function isWeaker(memoryCost: number, timeCost: number): boolean {
  const { memoryCost: memory, timeCost: passes } = argon2Parameters;
  return memoryCost < memory || memoryCost * timeCost < memory * passes;
}

function verifyNothing(password: string): Verification {
  verifySync(hashOfNothing, normalizePassword(password));
  return no;
}

/** Salt and tag of zeros under the parameters of new hashes: as much work as a real hash, and nobody's password. */
const hashOfNothing = [
  '$argon2id$v=19',
  `m=${argon2Parameters.memoryCost},t=${argon2Parameters.timeCost},p=${argon2Parameters.parallelism}`,
  'A'.repeat(22),
  'A'.repeat(43),
].join('$');

/**
 * What the threads of `hash-threads.ts` do, one thing after the other; nothing else of the server runs in them. Each
 * work begins with a turn of the loop, in which the answer of the one before goes out: without it, answers wait for
 * everything that lies ready.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hashRawSync, hashSync, verifySync } from '@node-rs/argon2';
import { timed } from '../time/timed.ts';
import { type HashFactors, isWeaker } from './hash-strength.ts';
import { parseHash, type StoredHash, verifyImportedHash } from './imported-hashes.ts';
import { normalizePassword } from './password-rules.ts';

/** Of each hash: one lane, 32 bytes. */
const form = { parallelism: 1, outputLen: 32 } as const;

/** What the sets of recovery codes from before were hashed with, whatever passwords are hashed with since. */
const derivedWith = { memoryCost: 19_456, timeCost: 2, ...form } as const;

export interface Verification {
  readonly ok: boolean;
  /** The password was right, and its hash is weaker than a new one would be: store a new one. */
  readonly needsRehash: boolean;
}

/** With how long its work took, without the wait for it, in milliseconds. */
export interface TimedVerification extends Verification {
  readonly workedMs: number;
}

export interface ToVerify {
  readonly phc: string | null;
  readonly password: string;
  /** What a new hash would be made with. */
  readonly factors: HashFactors;
}

const no: Verification = { ok: false, needsRehash: false };

export async function hash({ password, factors }: Pick<ToVerify, 'password' | 'factors'>): Promise<string> {
  await nextTurn();
  return hashSync(normalizePassword(password), { ...factors, ...form });
}

/** A hash that is missing, not supported or damaged is a no, after the work of a new one. */
export async function verify(asked: ToVerify): Promise<TimedVerification> {
  await nextTurn();
  const { result, workedMs } = timed(() => compareOrNot(asked));
  return { ...result, workedMs };
}

function compareOrNot(asked: ToVerify): Verification {
  const stored = parseHash(asked.phc ?? '');
  if (stored.scheme === 'unsupported') return verifyNothing(asked);
  try {
    return compare(stored, asked);
  } catch {
    // Its form is right, and yet the library cannot read it, e.g. stray bits at the end of its base64.
    return verifyNothing(asked);
  }
}

function compare(
  stored: Exclude<StoredHash, { scheme: 'unsupported' }>,
  { password, factors }: ToVerify,
): Verification {
  if (stored.scheme !== 'argon2id') {
    const ok = verifyImportedHash(stored, password);
    return { ok, needsRehash: ok };
  }
  const ok = verifySync(stored.phc, normalizePassword(password));
  return { ok, needsRehash: ok && isWeaker(stored, factors) };
}

export async function derive({
  secret,
  salt,
}: {
  readonly secret: string;
  readonly salt: Uint8Array;
}): Promise<Uint8Array> {
  await nextTurn();
  return hashRawSync(secret, { ...derivedWith, salt });
}

function verifyNothing({ password, factors }: ToVerify): Verification {
  verifySync(hashOfNothing(factors), normalizePassword(password));
  return no;
}

/** Salt and tag of zeros under the factors of new hashes: as much work as one of those, and nobody's password. */
function hashOfNothing({ memoryCost, timeCost }: HashFactors): string {
  const factors = `m=${memoryCost},t=${timeCost},p=${form.parallelism}`;
  return ['$argon2id$v=19', factors, 'A'.repeat(22), 'A'.repeat(43)].join('$');
}

/**
 * Hashing in a bounded pool.
 *
 * Hashes run on the threads that also sign tokens and read files: with 32 in flight a signature took
 * 592 ms instead of 0.1 ms. So few run at once, some wait, and the rest is refused at once.
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash as argon2Hash, hashRaw, verify as verifyArgon2 } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { Refusal } from '../refusal.ts';
import { parseHash, type StoredHash, verifyImportedHash } from './imported-hashes.ts';
import { normalizePassword } from './password-rules.ts';

/** Work factors of new hashes (OWASP Password Storage): argon2id, 19 MiB, 2 passes, 1 lane, 32 bytes. */
export const argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** Of the 4 threads of libuv, at most this many hash. */
const mostThreads = 2;

/** A good second of work on a small machine, where nobody should wait for two; who waits longer has gone. */
const defaultQueueLimit = 48;

export interface PasswordHasherOptions {
  /** Hashes that run at once; default: processors - 1, at least 1 and at most 2. */
  readonly concurrency?: number;
  /** Hashes that may wait; default 48. */
  readonly queueLimit?: number;
}

export interface Verification {
  readonly ok: boolean;
  /** The password was right, and its hash is weaker than a new one would be: store a new one. */
  readonly needsRehash: boolean;
}

/** Every method refuses with `server_busy` (`retryAfterSeconds` 1-10) when the queue is full. */
export interface PasswordHasher {
  /**
   * Runs `work` if there is a place for a hash in it, and refuses before it has cost anything if there is none: a server
   * that is offered ten times too much has nothing to spend on those whom it sends away.
   */
  readonly admit: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** A new argon2id hash in PHC form. */
  readonly hash: (password: string) => Promise<string>;
  /** Compares with a hash in any supported form; an unsupported one is a no, after the same work. */
  readonly verify: (phc: string, password: string) => Promise<Verification>;
  /** The work of `verify` for a user who does not exist, so that time does not tell; always a no. */
  readonly verifyAgainstNothing: (password: string) => Promise<Verification>;
  /** 32 bytes of argon2id under a salt of the caller, for secrets that are looked up by their hash. */
  readonly derive: (secret: string, salt: Uint8Array) => Promise<Buffer>;
}

/** Makes a hasher with a pool of its own; one per process. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const inPool = createPool(options);
  return {
    admit: createGate(options),
    hash: (password) => inPool(() => argon2Hash(normalizePassword(password), argon2Parameters)),
    verify: (phc, password) => inPool(() => verifyStored(parseHash(phc), password)),
    verifyAgainstNothing: (password) => inPool(() => verifyStored({ scheme: 'unsupported' }, password)),
    derive: (secret, salt) => inPool(() => hashRaw(secret, { ...argon2Parameters, salt })),
  };
}

type Pool = <Result>(work: () => Promise<Result>) => Promise<Result>;

function createPool({
  concurrency = defaultConcurrency(),
  queueLimit = defaultQueueLimit,
}: PasswordHasherOptions): Pool {
  const limit = pLimit(concurrency);
  return async (work) => {
    if (limit.activeCount + limit.pendingCount >= concurrency + queueLimit) throw busy();
    return limit(work);
  };
}

/** Counts work from its beginning, before it comes to its hash; so as many are let in as the pool can hold. */
function createGate({
  concurrency = defaultConcurrency(),
  queueLimit = defaultQueueLimit,
}: PasswordHasherOptions): Pool {
  let inside = 0;
  return async (work) => {
    if (inside >= concurrency + queueLimit) throw busy();
    inside += 1;
    try {
      return await work();
    } finally {
      inside -= 1;
    }
  };
}

function defaultConcurrency(): number {
  return Math.min(mostThreads, Math.max(1, availableParallelism() - 1));
}

/** Jittered, so that those who were refused together do not come back together. */
function busy(): Refusal {
  return new Refusal('server_busy', { retryAfterSeconds: randomInt(1, 11), reason: 'hashing queue is full' });
}

async function verifyStored(stored: StoredHash, password: string): Promise<Verification> {
  if (stored.scheme === 'unsupported') return verifyNothing(password);
  if (stored.scheme !== 'argon2id') {
    const ok = await verifyImportedHash(stored, password);
    return { ok, needsRehash: ok };
  }
  const ok = await verifyArgon2(stored.phc, normalizePassword(password));
  return { ok, needsRehash: ok && isWeaker(stored.memoryCost, stored.timeCost) };
}

/** Less memory, or less work in total: OWASP counts 46 MiB in one pass as equal to 19 MiB in two. */
function isWeaker(memoryCost: number, timeCost: number): boolean {
  const { memoryCost: memory, timeCost: passes } = argon2Parameters;
  return memoryCost < memory || memoryCost * timeCost < memory * passes;
}

async function verifyNothing(password: string): Promise<Verification> {
  await verifyArgon2(hashOfNothing, normalizePassword(password));
  return { ok: false, needsRehash: false };
}

/** Salt and tag of zeros under the parameters above: as much work as a real hash, and nobody's password. */
const hashOfNothing = [
  '$argon2id$v=19',
  `m=${argon2Parameters.memoryCost},t=${argon2Parameters.timeCost},p=${argon2Parameters.parallelism}`,
  'A'.repeat(22),
  'A'.repeat(43),
].join('$');

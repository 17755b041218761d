/** Hashing with a limit: what cannot be done in good time is refused at once, before it has cost anything. */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../refusal/refusal.ts';
import { type HashFactors, isFitForNew, usualHashFactors } from './hash-strength.ts';
import { runOnHashThread } from './hash-threads.ts';
import type { Verification } from './hash-work.ts';

/** A good second of work on a small machine, where nobody should wait for two; who waits longer has gone. */
const usualLimit = 50;

/**
 * A no takes at least so long from the moment its work begins: stored hashes may be of any of the equal pairs, or of
 * those from before the setting was changed, each of which takes its own time, and the stand-in for somebody who does
 * not exist is of today's. Several times what the dearest pair takes; no thread waits meanwhile.
 */
const leastMsOfNo = 50;

export interface PasswordHasherOptions {
  /** Hashes at once, those that wait among them; default 50. */
  readonly limit?: number;
  /** What new hashes are made with; default `usualHashFactors`. */
  readonly factors?: HashFactors;
}

/** Every method refuses with `server_busy` (`retryAfterSeconds` 1-10) where there are as many as the limit. */
export interface PasswordHasher {
  /**
   * Runs `work` if there is a place for a hash in it, and refuses before it has cost anything if there is none: a server
   * that is offered ten times too much has nothing to spend on those whom it sends away.
   */
  readonly admit: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** A new argon2id hash in PHC form. */
  readonly hash: (password: string) => Promise<string>;
  /**
   * Compares with a hash in any supported form. An unsupported one, and null for somebody who does not exist or has none,
   * is a no after the same work as a new one, and none comes sooner than `leastMsOfNo`, so that time does not tell.
   */
  readonly verify: (phc: string | null, password: string) => Promise<Verification>;
  /** 32 bytes of argon2id under a salt of the caller, for secrets that are looked up by their hash. */
  readonly derive: (secret: string, salt: Uint8Array) => Promise<Buffer>;
}

/**
 * Makes a hasher with a limit of its own; the threads that hash are those of the process.
 * @throws Error for factors that are less than each of the equal pairs, or more than is ever verified
 */
export function createPasswordHasher({
  limit = usualLimit,
  factors = usualHashFactors,
}: PasswordHasherOptions = {}): PasswordHasher {
  if (!isFitForNew(factors)) throw new Error(`not fit for passwords: ${JSON.stringify(factors)}`);
  // Work is counted from its beginning, before it comes to its hash: so as many are let in as can be done.
  const [admit, hashing] = [createGate(limit), createGate(limit)];
  return {
    admit,
    hash: (password) => hashing(() => runOnHashThread('hash', { password, factors })),
    async verify(phc, password) {
      const work = () => runOnHashThread('verify', { phc, password, factors });
      const { workedMs, ...verification } = await hashing(work);
      if (!verification.ok && workedMs < leastMsOfNo) await pause(leastMsOfNo - workedMs);
      return verification;
    },
    derive: (secret, salt) =>
      hashing(async () => Buffer.from(await runOnHashThread('derive', { secret, salt }))),
  };
}

type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>;

function createGate(limit: number): Gate {
  let inside = 0;
  return async (work) => {
    if (inside >= limit) throw busy();
    inside += 1;
    try {
      return await work();
    } finally {
      inside -= 1;
    }
  };
}

/** Jittered, so that those who were refused together do not come back together. */
function busy(): Refusal {
  return new Refusal('server_busy', { retryAfterSeconds: randomInt(1, 11), reason: 'hashing queue is full' });
}

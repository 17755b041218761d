import type { Actor } from '../audit/event.ts';
import type { Plan } from '../config/plans.ts';
import type { PasswordHasher } from '../passwords/password-hashing.ts';
import type { Plans } from '../plans/plans.ts';
import type { AcrAliases } from '../policy/factors/acr.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db, Stores } from '../stores.ts';

export interface ApplyDeps {
  readonly db: Db;
  readonly hasher: PasswordHasher;
  readonly plans: Plans<Plan>;
  readonly defaultPlan: string;
  /** Further names of levels that `default_acr_values` may use; default none. */
  readonly acrAliases?: AcrAliases;
  /** Told how many parts of the file are done; for a progress line. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** What one thing of the file came to. */
export interface Change {
  readonly kind: 'environment' | 'client' | 'user' | 'organization' | 'member' | 'invitation';
  readonly name: string;
  readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** What every part of an apply works with. */
export interface ApplyRun {
  readonly stores: Stores;
  readonly deps: ApplyDeps;
  readonly now: Date;
  /** Argon2id hashes of the passwords of new users, by e-mail; made before the transaction. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly changes: Change[];
}

/** The file is the operator's. */
export const operator: Actor = { kind: 'operator' };

/** A fault that only the database could show. */
export function fault(path: string, problem: string): Refusal {
  return faults([`${path}: ${problem}`]);
}

/** Several of them, each with its path in front. */
export function faults(list: readonly string[]): Refusal {
  return new Refusal('invalid_document', { list, reason: list.join('; ') });
}

/** Does what an operation asks; where it refuses, names the place in the file. */
export function placed<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { list, ...detail } = error.detail;
    const lines = list?.map((line) => `${path}.${line}`) ?? [`${path}: ${error.message}`];
    throw new Refusal(error.code, { ...detail, reason: lines.join('; '), list: lines });
  }
}

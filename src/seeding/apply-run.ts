import type { Operations } from '../operations/operations.ts';
import type { AdminContext } from '../organizations/core/admin-context.ts';
import type { AcrAliases } from '../policy/factors/acr.ts';
import { Refusal, type RefusalCode } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';

/** Whether mails work is asked outside of the transaction, and only where the file chooses a proof by mailbox (ruling 13). */
export interface ApplyDeps
  extends Pick<Operations, 'db' | 'hasher' | 'plans' | 'defaultPlan' | 'issuer' | 'isMailWorking'> {
  /** Further names of levels that `default_acr_values` may use; default none. */
  readonly acrAliases?: AcrAliases;
  /** URIs of the APIs that `default_resource` may name; default none. */
  readonly resources?: readonly string[];
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
  /** Of the transaction, to look things up. */
  readonly stores: Stores;
  /** With the transaction for a database: what operations do is part of it. */
  readonly deps: ApplyDeps;
  /** The file is the operator's. */
  readonly operator: AdminContext;
  /** Argon2id hashes of the passwords of new users, by e-mail; made before the transaction. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly changes: Change[];
}

/** A fault that only the database could show. */
export function fault(path: string, problem: string): Refusal {
  const line = `${path}: ${problem}`;
  return new Refusal('invalid_document', { list: [line], reason: line });
}

/** These begin each line with the field that it is about. */
const aboutFields = ['invalid_document', 'invalid_policy'];

/**
 * Does what an operation does; where it refuses, names the place in the file.
 * @param fields those that a code is about, where the operation takes several
 */
export async function placed<Result>(
  path: string,
  work: () => Promise<Result>,
  fields: Readonly<Partial<Record<RefusalCode, string>>> = {},
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { list, ...detail } = error.detail;
    const field = fields[error.code];
    const at = field === undefined ? path : `${path}.${field}`;
    const isAboutFields = list !== undefined && aboutFields.includes(error.code);
    const lines = (list ?? [error.message]).map((line) => `${at}${isAboutFields ? '.' : ': '}${line}`);
    throw new Refusal(error.code, { ...detail, reason: lines.join('; '), list: lines });
  }
}

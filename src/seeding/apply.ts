import type { PasswordHasher } from '../accounts/password-hashing.ts';
import type { Actor } from '../audit/event.ts';
import type { Plan } from '../config/plans.ts';
import { Refusal } from '../refusal.ts';
import type { Db, Stores } from '../stores.ts';
import { applyClient } from './apply-client.ts';
import { applyEnvironment } from './apply-environment.ts';
import { applyOrganization } from './apply-organization.ts';
import { applyUser, newPasswordHashes } from './apply-user.ts';
import type { SeedingDocument } from './document.ts';

export interface ApplyDeps {
  readonly db: Db;
  readonly hasher: PasswordHasher;
  readonly plans: Readonly<Record<string, Plan>>;
  readonly defaultPlan: string;
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

/** Ends a dry run's transaction without a trace. */
class DryRunEnd extends Error {}

/**
 * Writes a seeding document in one transaction: creates and updates, never deletes; a second time changes nothing.
 * @param mode `dry_run` does everything but keep it.
 * @throws Refusal `invalid_document`, `invalid_policy`, `plan_without_enforcement`, `members_not_protected`,
 *   `no_free_seat`, `last_owner`
 */
export async function applyDocument(
  deps: ApplyDeps,
  document: SeedingDocument,
  mode: 'write' | 'dry_run',
  now: Date,
): Promise<readonly Change[]> {
  const hashes = await newPasswordHashes(deps, document.users);
  const changes: Change[] = [];
  try {
    await deps.db.transaction(async (stores) => {
      const run: ApplyRun = { stores, deps, now, hashes, changes };
      for (const environment of document.environments) await applyEnvironment(run, environment);
      for (const user of document.users) await applyUser(run, user);
      for (const [index, each] of document.organizations.entries()) {
        await applyOrganization(run, each, `organizations[${index}]`);
      }
      for (const [index, client] of document.clients.entries())
        await applyClient(run, client, `clients[${index}]`);
      if (mode === 'dry_run') throw new DryRunEnd();
    });
  } catch (error) {
    if (!(error instanceof DryRunEnd)) throw error;
  }
  return changes;
}

/** A fault that only the database could show. */
export function fault(path: string, problem: string): Refusal {
  return new Refusal('invalid_document', { list: [`${path}: ${problem}`], reason: `${path}: ${problem}` });
}

import { applyClient } from './apply-client.ts';
import { applyEnvironment } from './apply-environment.ts';
import { lockForApply } from './apply-locks.ts';
import { applyOrganization } from './apply-organization.ts';
import type { ApplyDeps, ApplyRun, Change } from './apply-run.ts';
import { applyUser, newPasswordHashes } from './apply-user.ts';
import type { SeedingDocument } from './document.ts';

export type { ApplyDeps, Change } from './apply-run.ts';

/** Ends a dry run's transaction without a trace. */
class DryRunEnd extends Error {
  readonly changes: readonly Change[];

  constructor(changes: readonly Change[]) {
    super('a dry run keeps nothing');
    this.changes = changes;
  }
}

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
  try {
    return await deps.db.transaction(async (stores) => {
      const run: ApplyRun = { stores, deps, now, hashes, changes: [] };
      await lockForApply(run, document);
      await applyParts(run, document);
      if (mode === 'dry_run') throw new DryRunEnd(run.changes);
      return run.changes;
    });
  } catch (error) {
    if (error instanceof DryRunEnd) return error.changes;
    throw error;
  }
}

async function applyParts(
  run: ApplyRun,
  { environments, users, organizations, clients }: SeedingDocument,
): Promise<void> {
  const parts = [
    ...environments.map((each) => () => applyEnvironment(run, each)),
    ...users.map((each) => () => applyUser(run, each)),
    ...organizations.map((each, index) => () => applyOrganization(run, each, `organizations[${index}]`)),
    ...clients.map((each, index) => () => applyClient(run, each, `clients[${index}]`)),
  ];
  for (const [index, part] of parts.entries()) {
    await part();
    run.deps.onProgress?.(index + 1, parts.length);
  }
}

import { joined } from '../operations/joined.ts';
import type { AdminContext } from '../organizations/core/admin-context.ts';
import { applyClient } from './apply-client.ts';
import { applyEnvironment } from './apply-environment.ts';
import { lockForApply } from './apply-locks.ts';
import { applyOrganization } from './apply-organization.ts';
import type { ApplyDeps, ApplyRun, Change } from './apply-run.ts';
import { applyDeactivation, applyUser, newPasswordHashes } from './apply-user.ts';
import type { SeedingDocument } from './document.ts';
import { answeringOutside } from './mail-question.ts';

export type { ApplyDeps, Change } from './apply-run.ts';

/** Ends a dry run's transaction without a trace. */
class DryRunEnd extends Error {
  readonly changes: readonly Change[];

  constructor(changes: readonly Change[]) {
    super('a dry run keeps nothing');
    this.changes = changes;
  }
}

export interface Applying {
  /** `dry_run` does everything but keep it, and queues no mail. */
  readonly mode: 'write' | 'dry_run';
  readonly now: Date;
}

/**
 * Writes a seeding document in one transaction: creates and updates, never deletes; a second time changes nothing. It is
 * made of the operations of the API (ruling 28), as the operator calls them.
 * @throws Refusal with the place in the file: `invalid_document`, `invalid_policy`, `plan_without_enforcement`,
 *   `members_not_protected`, `mail_not_working`, `nobody_to_mail`, `no_free_seat`, `seats_below_use`, `last_owner`, `notification_address`
 */
export async function applyDocument(
  deps: ApplyDeps,
  document: SeedingDocument,
  { mode, now }: Applying,
): Promise<readonly Change[]> {
  const operator: AdminContext = { actor: { kind: 'operator' }, admin: null, now };
  const hashes = await newPasswordHashes(deps, document.users);
  const write = (isMailWorking: ApplyDeps['isMailWorking']) =>
    deps.db.transaction(async (stores) => {
      const within = { ...deps, db: joined(stores), isMailWorking };
      const run: ApplyRun = { stores, deps: within, operator, hashes, changes: [] };
      await lockForApply(run, document);
      await applyParts(run, document);
      if (mode === 'dry_run') throw new DryRunEnd(run.changes);
      return run.changes;
    });
  try {
    return await answeringOutside(deps.isMailWorking, write);
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
    ...users.map((each, index) => () => applyDeactivation(run, each, `users[${index}]`)),
    ...clients.map((each, index) => () => applyClient(run, each, `clients[${index}]`)),
  ];
  for (const [index, part] of parts.entries()) {
    await part();
    run.deps.onProgress?.(index + 1, parts.length);
  }
}

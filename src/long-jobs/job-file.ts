import { type AdminContext, isOwnMembership, requireFreshMfa } from '../organizations/core/admin-context.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import { findJob, type JobName } from './stop-job.ts';

/**
 * The file that a job has written, in its pieces, for whoever started it and for nobody else; what an operator has started
 * is the operator's.
 * @throws Refusal `not_found` where there is no file, not yet or not any more; `not_allowed`, `mfa_required`
 */
export async function jobFile(
  stores: Pick<Stores, 'audit' | 'longJobs'>,
  acting: AdminContext,
  name: JobName,
): Promise<AsyncGenerator<string, void, undefined>> {
  const { actor, admin, now } = acting;
  requireFreshMfa(acting);
  const job = await findJob(stores, name);
  const isOwn = job.startedBy === null ? admin === null : isOwnMembership(acting, job.startedBy.id);
  if (!isOwn) throw new Refusal('not_allowed', { reason: 'somebody else has started this' });
  if (job.kind !== 'activity_export' || job.state !== 'done' || job.expiresAt <= now)
    throw new Refusal('not_found');
  const { organizationId } = name;
  const detail = { what: 'activity' } as const;
  await stores.audit.record({ type: 'organization.exported', actor, organizationId, detail }, now);
  return pieces(stores, job.id);
}

async function* pieces(
  { longJobs }: Pick<Stores, 'longJobs'>,
  id: string,
): AsyncGenerator<string, void, undefined> {
  for (let number = 0; ; number += 1) {
    const piece = await longJobs.piece(id, number);
    if (piece === null) return;
    yield piece;
  }
}

import type { Deed } from '../audit/deed.ts';
import type { AuditStore } from '../audit/store.ts';
import type { Decision } from '../policy/decision.ts';

/** Whose sign-in it was, and who acted. */
interface Concerned extends Deed {
  readonly userId: string;
}

/**
 * Records that a decision was a no because a stored policy cannot be read: one event for each such organization,
 * so that its admins and the operator learn why nobody gets in. Writes nothing for any other decision.
 */
export async function recordUnreadablePolicies(
  audit: AuditStore,
  decision: Decision,
  { actor, now, userId }: Concerned,
): Promise<void> {
  if (decision.step !== 'deny') return;
  for (const { by, organization } of decision.reasons) {
    if (by !== 'facts' || organization === undefined) continue;
    const detail = { what: 'enforcement' } as const;
    const event = {
      type: 'facts.unreadable',
      organizationId: organization.id,
      actor,
      userId,
      detail,
    } as const;
    await audit.record(event, now);
  }
}

/** Records that the seeds of confirmed factors do not open: their owner cannot pass with them. */
export async function recordUnreadableFactors(
  audit: AuditStore,
  factorIds: readonly string[],
  { actor, now, userId }: Concerned,
): Promise<void> {
  for (const authenticator of factorIds) {
    const detail = { what: 'secret', authenticator } as const;
    await audit.record({ type: 'facts.unreadable', actor, userId, detail }, now);
  }
}

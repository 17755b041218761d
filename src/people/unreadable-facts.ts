import type { Actor } from '../audit/event.ts';
import type { AuditStore } from '../audit/store.ts';
import type { Decision } from '../policy/decision.ts';

/**
 * Records that a decision was a no because a stored policy cannot be read: one event for each such organization,
 * so that its admins and the operator learn why nobody gets in. Writes nothing for any other decision.
 */
export async function recordUnreadablePolicies(
  audit: AuditStore,
  decision: Decision,
  whom: { readonly actor: Actor; readonly userId: string },
  now: Date,
): Promise<void> {
  if (decision.step !== 'deny') return;
  for (const { by, organization } of decision.reasons) {
    if (by !== 'facts' || organization === undefined) continue;
    const detail = { what: 'enforcement' } as const;
    await audit.record({ type: 'facts.unreadable', organizationId: organization.id, ...whom, detail }, now);
  }
}

/** Records that the seeds of confirmed factors do not open: their owner cannot pass with them. */
export async function recordUnreadableFactors(
  audit: AuditStore,
  factorIds: readonly string[],
  whom: { readonly actor: Actor; readonly userId: string },
  now: Date,
): Promise<void> {
  for (const authenticator of factorIds) {
    await audit.record({ type: 'facts.unreadable', ...whom, detail: { what: 'secret', authenticator } }, now);
  }
}

import type { Stores } from '../../stores.ts';

const system = { kind: 'system' } as const;

/** Removes the invitations of an organization that have run out; their seats have been free since then. */
export async function expireInvitations(stores: Stores, organizationId: string, now: Date): Promise<void> {
  for (const { email, role } of await stores.invitations.removeExpired(organizationId, now)) {
    const detail = { email, role };
    await stores.audit.record({ type: 'invitation.expired', actor: system, organizationId, detail }, now);
  }
}

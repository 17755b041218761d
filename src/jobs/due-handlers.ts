import { revokeDue } from '../organizations/ending/revoke-due.ts';
import { expireEnforcement } from '../organizations/enforcement/expire-enforcement.ts';
import { remindDue } from '../organizations/enforcement/remind-due.ts';
import { expireInvitations } from '../organizations/invitations/expire-invitations.ts';
import type { Plans } from '../plans/plans.ts';
import type { Stores } from '../stores.ts';
import type { DueHandlers } from './run-due-work.ts';

/** What is done when something of an organization is due. */
export function dueHandlers(plans: Plans): DueHandlers<Stores> {
  return {
    revoke_sessions: (stores, work, now) => revokeDue(stores, work, { plans, now }),
    deadline_reminder: (stores, work, now) => remindDue(stores, work, { plans, now }),
    async trial_end(stores, { organizationId }, now) {
      await expireEnforcement(stores, organizationId, { plans, now });
      return null;
    },
    async invitation_expiry(stores, { organizationId }, now) {
      await expireInvitations(stores, organizationId, now);
      return null;
    },
  };
}

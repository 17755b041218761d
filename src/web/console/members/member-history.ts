import type { ActivityEvent } from '../../../audit/activity-store.ts';
import type { MemberTarget } from '../../../organizations/authority/lock-member.ts';
import type { Instant } from '../../../policy/facts.ts';
import type { Db } from '../../../stores.ts';

/** What the time line of a member tells; each has words of its own. */
export const memberEventTypes = [
  'account.email_changed',
  'account.password_changed',
  'account.password_reset_completed',
  'account.password_reset_ordered',
  'account.second_factor_locked',
  'account.second_factor_stopped',
  'account.sessions_ended',
  'account.sign_in_refused',
  'account.signed_in',
  'account.unlocked',
  'authenticator.enrolled',
  'authenticator.recovery_code_used',
  'authenticator.removed',
  'authenticator.reset',
  'enrollment_ticket.issued',
  'enrollment_ticket.used',
  'member.added',
  'member.changed',
  'member.help_requested',
  'member.reinstated',
  'member.reminded',
  'member.suspended',
] as const;

export type MemberEventType = (typeof memberEventTypes)[number];

export interface MemberEvent {
  readonly at: Instant;
  readonly type: MemberEventType;
  /** Name or address of whoever did it, where it was somebody else; null for themselves, the operator and the server. */
  readonly doer: string | null;
  /** Where it came from, where they did it themselves. */
  readonly network: string | null;
}

/** Events on the page; all of them are in the activity. */
const mostEvents = 12;

/** What happened to a member, newest first, as the log of the organization tells it. */
export async function memberHistory(
  { activity }: Pick<Db, 'activity'>,
  { organizationId, userId }: MemberTarget,
): Promise<readonly MemberEvent[]> {
  const page = { limit: 4 * mostEvents, before: null };
  const { events } = await activity.list(organizationId, { target: userId }, page);
  return events.flatMap((event) => told(event, userId)).slice(0, mostEvents);
}

function told(event: ActivityEvent, userId: string): MemberEvent[] {
  const type = memberEventTypes.find((each) => each === event.type);
  if (type === undefined) return [];
  const { id, name, email } = event.actor;
  const isOther = id !== null && id !== userId;
  return [
    {
      at: event.at.getTime(),
      type,
      doer: isOther ? (name ?? email) : null,
      network: id === userId ? event.sourceAddress : null,
    },
  ];
}

import type { Role } from '../../policy/facts.ts';
import type { Stores } from '../../stores.ts';

/** An invitation that nobody followed in time. */
export interface ExpiredInvitation {
  readonly email: string;
  readonly role: Role;
  readonly at: Date;
}

/** How far back they are told of, and how many. */
const [keptDays, mostTold] = [30, 50];

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Invitations of the last 30 days that have run out, the newest first, one for each address; those of people who were
 * invited again, or have joined, are left out. What the job has not removed yet is among them.
 */
export async function expiredInvitations(
  { activity, invitations, memberLists }: Pick<Stores, 'activity' | 'invitations' | 'memberLists'>,
  organizationId: string,
  now: Date,
): Promise<readonly ExpiredInvitation[]> {
  const from = new Date(now.getTime() - keptDays * dayMs);
  const page = { limit: mostTold, before: null };
  const { events } = await activity.list(organizationId, { type: 'invitation.expired', from }, page);
  const left = await invitations.expired(organizationId, now);
  const told = [
    ...left.map(({ email, role, expiresAt }) => ({ email, role, at: expiresAt })),
    ...events.flatMap(({ at, detail: { email, role } }) =>
      typeof email === 'string' && isRole(role) ? [{ email, role, at }] : [],
    ),
  ];
  const emails = told.map(({ email }) => email);
  if (emails.length === 0) return [];
  const members = await memberLists.named(organizationId, emails);
  const pending = await invitations.pendingTo(organizationId, emails, now);
  const known = new Set([...members.map(({ email }) => email), ...pending]);
  return told.filter(({ email }, index) => !known.has(email) && emails.indexOf(email) === index);
}

function isRole(value: unknown): value is Role {
  return value === 'owner' || value === 'admin' || value === 'member';
}

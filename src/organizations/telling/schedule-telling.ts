import type { DueWorkStore } from '../../jobs/due-work.ts';
import { reminderDays } from '../../policy/members/announcement.ts';
import type { Member } from '../core/organization.ts';

/** What was said by mistake is taken back within these minutes, and nobody has been mailed. */
const minutesToThink = 10;

const dayMs = 24 * 60 * 60 * 1000;

/** Of an organization, or of one member. */
interface Whose {
  readonly organizationId: string;
  readonly userId: string | null;
}

interface Telling extends Whose {
  /** When a factor begins to be required. */
  readonly startsAt: Date;
  readonly now: Date;
}

/**
 * Tells members of what is required of them: first in ten minutes, or at once where it begins before that, since whoever is
 * signed out tonight at midnight has to read it before; and again three days and one day before.
 * Whatever was to be told before is withdrawn; whom to tell of what is decided anew at each of these instants.
 */
export async function scheduleTelling(dueWork: DueWorkStore, telling: Telling): Promise<void> {
  const { organizationId, userId, startsAt, now } = telling;
  await withdrawTelling(dueWork, telling);
  const thoughtAbout = new Date(now.getTime() + minutesToThink * 60_000);
  const isNear = startsAt > now && startsAt < thoughtAbout;
  const dueAt = isNear ? now : thoughtAbout;
  await dueWork.add({ kind: 'policy_announcement', organizationId, userId, dueAt });
  await scheduleReminders(dueWork, telling);
}

export async function withdrawTelling(
  dueWork: DueWorkStore,
  { organizationId, userId }: Whose,
): Promise<void> {
  for (const kind of ['policy_announcement', 'deadline_reminder'] as const)
    await dueWork.withdraw(kind, organizationId, userId);
}

/**
 * The same for one member, for whom something was decided: an override, or days of grace. Whose exemption ends is
 * reminded before that, and told when it has.
 */
export async function scheduleTellingMember(
  dueWork: DueWorkStore,
  { organizationId, userId, override, exemptUntil, graceUntil }: Member,
  now: Date,
): Promise<void> {
  const whose = { organizationId, userId, now };
  const ownDeadline = override === 'exempt' ? exemptUntil : graceUntil;
  if (override === 'exempt') await withdrawTelling(dueWork, whose);
  else await scheduleTelling(dueWork, { ...whose, startsAt: ownDeadline ?? now });
  if (override === 'exempt' && ownDeadline !== null && ownDeadline > now) {
    await dueWork.add({ kind: 'policy_announcement', organizationId, userId, dueAt: ownDeadline });
    await scheduleReminders(dueWork, { ...whose, startsAt: ownDeadline });
  }
}

async function scheduleReminders(
  dueWork: DueWorkStore,
  { organizationId, userId, startsAt, now }: Telling,
): Promise<void> {
  for (const days of reminderDays) {
    const dueAt = new Date(startsAt.getTime() - days * dayMs);
    if (dueAt > now) await dueWork.add({ kind: 'deadline_reminder', organizationId, userId, dueAt });
  }
}

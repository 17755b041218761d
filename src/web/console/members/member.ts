import { lastReminder, remindMember } from '../../../organizations/members/remind-member.ts';
import type { Instant } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import type { Head } from '../../pages/page.ts';
import { refusalInWords } from '../../words/refusals.ts';
import { type MemberEvent, memberHistory } from './member-history.ts';
import {
  type Barred,
  barredFromAccount,
  describedOf,
  listedOf,
  memberPath,
  nameOf,
  room,
  type SubjectModel,
  subjectOf,
  targetOf,
} from './subject.ts';

/** One member: what they are, why they are bound, what happened, and what can be done. */
export interface MemberModel extends SubjectModel {
  /** What was written when the override was set. */
  readonly reason: string | null;
  readonly memberSince: Instant;
  /** Null where the organization does not manage the account. */
  readonly use: {
    readonly sessions: number;
    readonly lastSeenAt: Instant | null;
    readonly lastSignInAt: Instant | null;
  } | null;
  readonly isManaged: boolean;
  /** Why the account itself is out of reach: its factors and tickets. */
  readonly barredFromAccount: Barred | null;
  readonly reminder: Reminder;
  readonly history: readonly MemberEvent[];
}

/** Whether they can be reminded. `not_needed`: nothing is missing, or nothing is asked of them. */
export type Reminder =
  | { readonly state: 'possible' | 'not_needed' }
  | { readonly state: 'sent'; readonly at: Instant; readonly againAt: Instant };

const place = 'console/members.member';

export const memberPage: AreaPage<MemberModel> = {
  ...room,
  name: 'member',
  path: '/console/:slug/members/:id',
  actions: ['remind'],
  head: (words, { member, problem }): Head => ({
    title: words.say(`${place}.title`, { name: nameOf(member) }),
    problem: problem && refusalInWords(words, place, problem),
  }),
  async content(visit) {
    const { member: listed, use } = await describedOf(visit);
    const { member, isManaged, memberSince } = listed;
    return {
      ...subjectOf(visit, listed),
      reason: member.override === 'inherit' ? null : member.overrideReason,
      memberSince: memberSince.getTime(),
      use: use && {
        sessions: use.liveSessions,
        lastSeenAt: use.lastSeenAt?.getTime() ?? null,
        lastSignInAt: use.lastSignInAt?.getTime() ?? null,
      },
      isManaged,
      barredFromAccount: barredFromAccount(visit, listed),
      reminder: await reminderOf(visit, subjectOf(visit, listed)),
      history: await memberHistory(visit.deps.operations.db, targetOf(visit)),
    };
  },
  async submit(visit): Promise<Done> {
    const { form, deps } = visit;
    if (form.action !== 'remind') throw new Refusal('unknown_action');
    const name = nameOf(await listedOf(visit));
    const isSent = await remindMember(deps.operations, visit.administered().acting, targetOf(visit));
    const notice = { key: `${place}.${isSent ? 'reminded' : 'not-reminded'}`, values: { name } };
    return { to: memberPath(visit), notice };
  },
};

async function reminderOf(visit: Visit, { member }: Omit<SubjectModel, keyof AreaFrame>): Promise<Reminder> {
  const isSpared = member.override?.kind === 'exempt' || member.suspended === 'by_admin';
  if (member.status === 'protected' || isSpared) return { state: 'not_needed' };
  const last = await lastReminder(visit.deps.operations.db, targetOf(visit), visit.now);
  if (last === null) return { state: 'possible' };
  return { state: 'sent', at: last.at.getTime(), againAt: last.againAt.getTime() };
}

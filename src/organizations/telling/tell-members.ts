import type { DueWork } from '../../jobs/due-work.ts';
import type { OutgoingMail } from '../../jobs/outbox.ts';
import type { Membership, Person } from '../../people/person.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import type { PlansAt } from '../../plans/plans.ts';
import type { Instant } from '../../policy/facts.ts';
import {
  announcement,
  concernedFrom,
  concernedInTheEnd,
  hoursBetweenMails,
  isReminded,
  type Told,
} from '../../policy/members/announcement.ts';
import type { Stores } from '../../stores.ts';

const system = { kind: 'system' } as const;

/** Members told at a time. */
const batch = 500;

/** Somebody who has something to do, and by when. */
interface Concerned {
  readonly person: Person;
  readonly membership: Membership;
  readonly since: Instant;
  readonly told: Told | null;
}

/**
 * Mails every member of whom a factor is required, or will be, and who has none that does: once for each such word of the
 * organization, and at most once a day. Decided now, from the state of things, so that a policy that was taken back
 * meanwhile mails nobody.
 */
export async function announceDue(stores: Stores, work: DueWork, at: PlansAt): Promise<string | null> {
  const { now } = at;
  const { concerned, next } = await concernedBy(stores, work, at);
  const answers = concerned.map((each) => ({
    ...each,
    answer: announcement(each.since, each.told, now.getTime()),
  }));
  const news = answers.filter(({ answer }) => answer === 'tell');
  await tell(stores, news, { kind: 'enforcement-announced', now });
  const toldAt = answers.flatMap(({ answer, told }) =>
    answer === 'later' && told !== null ? [told.at] : [],
  );
  if (toldAt.length > 0) await comeAgain(stores, work, { toldAt: Math.max(...toldAt), now });
  return next;
}

/** A day after they were mailed; who was mailed even later has it put off once more. */
async function comeAgain(
  { dueWork }: Stores,
  { kind, organizationId, userId }: DueWork,
  { toldAt, now }: { readonly toldAt: Instant; readonly now: Date },
): Promise<void> {
  const dueAt = new Date(toldAt + hoursBetweenMails * 60 * 60 * 1000);
  await dueWork.addUnlessAhead({ kind, organizationId, userId, dueAt }, now);
}

/** Reminds those of them whose deadline is near. */
export async function remindDue(stores: Stores, work: DueWork, at: PlansAt): Promise<string | null> {
  const { now } = at;
  const { concerned, next } = await concernedBy(stores, work, at);
  const near = concerned.filter(({ since, told }) => isReminded(since, told, now.getTime()));
  await tell(stores, near, { kind: 'enrollment-reminder', now });
  return next;
}

/** Those among the next members, or of the one whom the work is about. */
async function concernedBy(
  stores: Stores,
  { organizationId, userId, afterUserId }: DueWork,
  { plans, now }: PlansAt,
): Promise<{ readonly concerned: readonly Concerned[]; readonly next: string | null }> {
  const people =
    userId === null
      ? await stores.people.inOrganization(organizationId, afterUserId, batch)
      : await stores.people.byIds([userId]);
  const told = await toldAmong(stores, organizationId, people);
  // Who is exempt for a time has work of their own for the end of that.
  const sinceOf = userId === null ? concernedFrom : concernedInTheEnd;
  const concerned = people.flatMap((person) => {
    const membership = person.memberships.find(({ organization }) => organization.id === organizationId);
    if (membership === undefined) return [];
    const since = sinceOf(membershipFacts(membership, plans, now), userFacts(person), now.getTime());
    return since === null ? [] : [{ person, membership, since, told: told.get(person.user.id) ?? null }];
  });
  const isLast = userId !== null || people.length < batch;
  return { concerned, next: isLast ? null : (people.at(-1)?.user.id ?? null) };
}

async function toldAmong(
  { toldMembers }: Stores,
  organizationId: string,
  people: readonly Person[],
): Promise<ReadonlyMap<string, Told>> {
  const ids = people.map(({ user }) => user.id);
  const found = ids.length === 0 ? [] : await toldMembers.among(organizationId, ids);
  return new Map(found.map(({ userId, at, of }) => [userId, { at: at.getTime(), of: of.getTime() }]));
}

interface Telling {
  readonly kind: 'enforcement-announced' | 'enrollment-reminder';
  readonly now: Date;
}

async function tell(stores: Stores, members: readonly Concerned[], telling: Telling): Promise<void> {
  const [first] = members;
  if (first === undefined) return;
  const { now } = telling;
  const organizationId = first.membership.organization.id;
  await stores.outbox.mailAll(members.map((each) => mailTo(each, telling)));
  const told = members.map(({ person, since }) => ({ userId: person.user.id, at: now, of: new Date(since) }));
  await stores.toldMembers.note(organizationId, told);
  const type = 'member.reminded';
  // What is required already stands in the log as the policy that says so.
  const ahead = told.filter(({ of }) => of > now);
  await stores.audit.recordAll(
    ahead.map(({ userId }) => ({ type, actor: system, organizationId, userId })),
    now,
  );
}

function mailTo({ person, membership, since }: Concerned, { kind, now }: Telling): OutgoingMail {
  const { name, timeZone } = membership.organization;
  const deadline = since > now.getTime() ? since : null;
  return {
    to: { email: person.user.email, language: '', timeZone },
    notice: { kind, organization: name, deadline },
    happenedAt: now,
  };
}

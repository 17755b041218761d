import type { AuditEventOf } from '../../audit/event.ts';
import { limitKey } from '../../limits/limit.ts';
import type { OneTimeLinkKind } from '../../links/one-time-links.ts';
import type { Recipient } from '../../notices/notices.ts';
import type { Operations } from '../../operations/operations.ts';
import type { Organization } from '../../organizations/core/organization.ts';
import { tellOrganization } from '../../organizations/core/tell-organization.ts';
import { newResetLink, resetLinkSeconds } from '../../passwords/reset-link.ts';
import type { Person } from '../../people/person.ts';
import type { NamedOrganization } from '../../policy/members/self-disable.ts';
import type { Stores } from '../../stores.ts';
import { endMyOtherSessions, type SelfServiceContext } from '../context.ts';
import { linksUnderWay } from '../withdrawn-links.ts';
import type { MeantEvent } from './meant-event.ts';

/** How often a report is told to organizations, in seconds; what it ends it ends each time. */
export const reportToldEverySeconds = 10 * 60;

/** That something in an account was somebody else. */
export interface Report extends Pick<SelfServiceContext, 'actor' | 'now'> {
  /** Whose account it is, as they are under the lock of their row. */
  readonly person: Person;
  readonly to: Recipient;
  /** Null for nothing in particular, or nobody knows. */
  readonly meant: MeantEvent | null;
  /** Session in which it is said, which goes on; null: by a link, and none does. */
  readonly sessionHash: Buffer | null;
  /** Whether the old password opens nothing from then on. */
  readonly passwordReset: boolean;
}

/** What a report has led to. */
export interface ReportedActivity {
  /** The old password opens nothing any more: the next sign-in takes a new one. */
  readonly passwordReset: boolean;
  /** Those that were told; none within ten minutes of the report before. */
  readonly organizations: readonly NamedOrganization[];
}

/**
 * Takes an account out of the hands of somebody else: sessions and remembered devices end, links and set-ups that are under
 * way are worth nothing, and a link to a new password is mailed where one is due. Their organizations are told; of the event
 * that was meant only where it stands in the log of each of them (ruling 33). No factor is removed and nothing is unlocked:
 * who could not sign in before cannot now, and the new password is asked for the second factor as ever (D41).
 * Under the lock of the person.
 */
export async function closeToOthers(
  stores: Stores,
  { issuer }: Pick<Operations, 'issuer'>,
  report: Report,
): Promise<ReportedActivity> {
  const { person, actor, now, meant, passwordReset } = report;
  const { id: userId } = person.user;
  const isTold = await chargeTelling(stores, userId, now);
  await endSessions(stores, report);
  // In a session it may be a thief who says so, again and again: the owner has a mail about it, whose link goes on working.
  const isMailed = isTold || report.sessionHash === null;
  await stores.oneTimeLinks.withdraw(userId, worthlessAfter(report));
  if (isMailed) await tellPerson(stores, issuer, report);
  const concerned = isTold ? toldOfReports(person) : [];
  for (const organization of concerned) {
    const notice = { organization: organization.name, member: person.user.email } as const;
    await tellOrganization(stores, organization, { kind: 'member-reported-activity', ...notice });
  }
  const ids = concerned.map(({ id }) => id);
  const isSeenByAll = meant !== null && ids.every((id) => meant.organizations.includes(id));
  const event: AuditEventOf<'account.activity_reported'> = {
    type: 'account.activity_reported',
    actor,
    userId,
    organizations: ids,
    detail: { passwordReset, ...(isSeenByAll ? { event: meant.type, at: meant.at.toISOString() } : {}) },
  };
  await stores.audit.record(event, now);
  return { passwordReset, organizations: concerned.map(({ id, slug, name }) => ({ id, slug, name })) };
}

async function chargeTelling({ limits }: Stores, userId: string, now: Date): Promise<boolean> {
  const key = limitKey('reports of activity', userId);
  return (await limits.consume(key, reportToldEverySeconds, now)).result === 'charged';
}

async function endSessions(
  stores: Stores,
  { person, sessionHash, passwordReset, now }: Report,
): Promise<void> {
  const { id: userId, epoch } = person.user;
  if (passwordReset) await stores.accounts.requireNewPassword(userId, now);
  else await stores.accounts.endSessions(userId);
  if (sessionHash !== null)
    return endMyOtherSessions(stores, { person, sessionHash }, { userEpoch: epoch + 1 });
  await stores.rememberedDevices.forgetAll(userId);
  await stores.outbox.logout([userId]);
}

/**
 * What somebody else may have set off, tickets included: whoever asked for one may have been them. Links to a new password
 * are replaced by the one that is mailed, and links that say the same go on while a session does, since that one may be the
 * thief's.
 */
function worthlessAfter({ sessionHash, passwordReset }: Report): readonly OneTimeLinkKind[] {
  const kinds = linksUnderWay.filter((kind) => kind !== 'password_reset' || !passwordReset);
  return ['enrollment_ticket', ...kinds, ...(sessionHash === null ? (['not_me'] as const) : [])];
}

/** The link takes the place of any other, which somebody else may have. */
async function tellPerson(
  { oneTimeLinks, outbox }: Stores,
  issuer: URL,
  { person, to, actor, now, passwordReset }: Report,
): Promise<void> {
  if (!passwordReset) return outbox.mail(to, { kind: 'activity-reported' }, actor);
  const whose = { userId: person.user.id, organizationId: null };
  const { address: link, stored } = newResetLink(issuer, whose, now);
  await oneTimeLinks.replaceAll('password_reset', [stored]);
  const notice = { kind: 'password-reset-reported', link, validForSeconds: resetLinkSeconds } as const;
  await outbox.mail(to, notice, actor);
}

/** Organizations that hear of a report. Who was suspended by an administrator is no concern of one any more. */
export function toldOfReports({ memberships }: Pick<Person, 'memberships'>): readonly Organization[] {
  return memberships
    .filter(({ member }) => member.suspended !== 'by_admin')
    .map(({ organization }) => organization);
}

import { type ActivityEvent, longestActivityPage } from '../audit/activity-store.ts';
import type { OwnDevice } from '../authenticators/remembered-device.ts';
import type { OwnGrant } from '../people/own-grants.ts';
import type { OwnSession, Person } from '../people/person.ts';
import type { RememberedConsent } from '../people/remembered-consent.ts';
import type { Db } from '../stores.ts';
import { requireOwnMfa, type SelfServiceContext } from './context.ts';

/** All that is stored about a person and is not a secret. */
export interface OwnData {
  readonly person: Person;
  readonly sessions: readonly OwnSession[];
  readonly devices: readonly OwnDevice[];
  readonly grants: readonly OwnGrant[];
  readonly consents: readonly RememberedConsent[];
  /** The newest first. */
  readonly activity: readonly ActivityEvent[];
}

/**
 * Collects what is stored about the person who asks.
 * @throws Refusal `mfa_required` for who has a factor and has not proven one in the last five minutes
 */
export async function ownData(db: Db, myself: SelfServiceContext): Promise<OwnData> {
  const { person, now } = myself;
  if (person.factors.length > 0) requireOwnMfa(myself);
  const { id } = person.user;
  return {
    person,
    sessions: await db.sessions.ofUser(id, { after: null, limit: mostSessions }, now),
    devices: await db.rememberedDevices.ofUser(id, now),
    grants: await db.ownGrants.ofUser(id, now),
    consents: await db.consents.ofUser(id, now),
    activity: await allActivity(db, id),
  };
}

/** More than anybody has: sessions end after 30 days. */
const mostSessions = 10_000;

async function allActivity({ activity }: Pick<Db, 'activity'>, userId: string): Promise<ActivityEvent[]> {
  const all: ActivityEvent[] = [];
  for (let before: string | null | undefined; before !== null; ) {
    const page = await activity.ofPerson(userId, { limit: longestActivityPage, before: before ?? null });
    all.push(...page.events);
    before = page.next;
  }
  return all;
}

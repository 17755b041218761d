import type { Browser } from '../../authenticators/browser.ts';
import type { Operations } from '../../operations/operations.ts';
import type { OwnSession, Person } from '../../people/person.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import type { Plans } from '../../plans/plans.ts';
import { livingProofs } from '../../policy/factors/living-proofs.ts';
import type { FactorKind, Proofs } from '../../policy/facts.ts';
import { latestSessionEnd } from '../../policy/rules/session-end.ts';
import type { SelfServiceContext } from '../context.ts';
import { applicationNames, type NamedApplication } from './application-names.ts';

/** A second factor as it was proven; a recovery code stands for one. */
export interface ProvenFactor {
  readonly kind: FactorKind | 'recovery_code';
  readonly at: Date;
}

/** A session as its owner sees it. */
export interface ListedSession extends Browser {
  /** SHA-256 of its uid. */
  readonly hash: Buffer;
  readonly openedAt: Date;
  readonly lastSeenAt: Date;
  /** Where the last second factor was proven, else the sign-in: address, or /64 of an IPv6 one. */
  readonly sourcePrefix: string;
  /** The last one that still counts (ruling 24); null for none. */
  readonly secondFactor: ProvenFactor | null;
  /** Those that have a grant in it, by their ids. */
  readonly applications: readonly NamedApplication[];
  /** By then at the latest; see `latestSessionEnd`. */
  readonly endsAt: Date;
  /** Whether it is the one in which this is asked. */
  readonly isCurrent: boolean;
}

/** Which part of the list. `after` is the last one of the page before; null for the first page. */
export interface SessionPage {
  readonly after: Pick<OwnSession, 'openedAt' | 'hash'> | null;
  readonly limit: number;
}

/** The live sessions of the person who asks, the newest first, in two statements. */
export async function listOwnSessions(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  { person, sessionHash, now }: Pick<SelfServiceContext, 'person' | 'sessionHash' | 'now'>,
  page: SessionPage,
): Promise<readonly ListedSession[]> {
  const sessions = await db.sessions.ofUser(person.user.id, page, now);
  const names = await applicationNames(
    db,
    sessions.flatMap(({ clientIds }) => clientIds),
  );
  return sessions.map(({ proofs, clientIds, ...session }) => ({
    ...session,
    secondFactor: lastFactor(livingProofs(proofs, person)),
    applications: clientIds
      .toSorted()
      .map((id) => names.get(id))
      .filter((named) => named !== undefined),
    endsAt: endOf(session, person, { plans, now }),
    isCurrent: session.hash.equals(sessionHash),
  }));
}

function endOf(
  { openedAt }: Pick<OwnSession, 'openedAt'>,
  person: Person,
  { plans, now }: { readonly plans: Plans; readonly now: Date },
): Date {
  const memberships = person.memberships.map((each) => membershipFacts(each, plans, now));
  const session = { openedAt: openedAt.getTime() };
  return new Date(latestSessionEnd({ user: userFacts(person), memberships, session }, now.getTime()));
}

function lastFactor({ totpAt, webauthn, recoveryCodeAt }: Proofs): ProvenFactor | null {
  const proven = [
    { kind: 'totp', at: totpAt },
    { kind: 'webauthn', at: webauthn?.at },
    { kind: 'recovery_code', at: recoveryCodeAt },
  ] as const;
  const [last] = proven
    .flatMap(({ kind, at }) => (at === undefined ? [] : [{ kind, at: new Date(at) }]))
    .toSorted((one, other) => other.at.getTime() - one.at.getTime());
  return last ?? null;
}

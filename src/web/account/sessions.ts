import type { Instant } from '../../policy/facts.ts';
import {
  type ListedSession,
  listOwnSessions,
  type ProvenFactor,
} from '../../self-service/access/list-own-sessions.ts';
import { endOwnSession } from '../../self-service/own-sessions.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import { hashIn, hashPart } from '../api/input/cursors.ts';
import type { AreaFrame, AreaPage, Visit } from '../areas/area-page.ts';

/** Where the person is signed in. */
export interface SessionsModel extends AreaFrame {
  /** The present one first, then the newest. */
  readonly sessions: readonly ShownSession[];
  /** Whether there are more than are shown. */
  readonly hasMore: boolean;
}

export interface ShownSession {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly browser: string | null;
  readonly system: string | null;
  readonly network: string;
  readonly openedAt: Instant;
  readonly lastSeenAt: Instant;
  readonly secondFactor: { readonly kind: ProvenFactor['kind']; readonly at: Instant } | null;
  readonly applications: readonly string[];
  /** By then at the latest. */
  readonly endsAt: Instant;
}

/** More than anybody reads; all of them can be ended at once. */
export const mostShownSessions = 100;

export const sessionsPage: AreaPage<SessionsModel> = {
  area: 'account',
  name: 'sessions',
  path: '/account/sessions',
  tab: 'sessions',
  access: oneself(),
  actions: ['continue'],
  async content(visit) {
    const found = await ownSessionsUpTo(visit, mostShownSessions + 1);
    const shown = found.slice(0, mostShownSessions).map(shownSession);
    const sessions = shown.toSorted((one, other) => Number(other.isCurrent) - Number(one.isCurrent));
    return { sessions, hasMore: found.length > mostShownSessions };
  },
  async submit(visit) {
    const { deps, form } = visit;
    const myself = visit.myself();
    const hash = hashIn(form.session);
    await endOwnSession(deps.operations.db, myself, hash);
    // Nobody is left to be told anything in this browser.
    if (hash.equals(myself.sessionHash)) return { to: '/' };
    return { to: '/account/sessions', notice: { key: 'account.sessions.ended', values: {} } };
  },
};

/** The newest ones of whoever asks. */
export function ownSessionsUpTo(visit: Visit, limit: number): Promise<readonly ListedSession[]> {
  return listOwnSessions(visit.deps.operations, visit.myself(), { after: null, limit });
}

function shownSession({
  hash,
  openedAt,
  lastSeenAt,
  sourcePrefix,
  secondFactor,
  applications,
  endsAt,
  ...session
}: ListedSession): ShownSession {
  return {
    id: hashPart.write(hash),
    isCurrent: session.isCurrent,
    browser: session.browser,
    system: session.system,
    network: sourcePrefix,
    openedAt: openedAt.getTime(),
    lastSeenAt: lastSeenAt.getTime(),
    secondFactor: secondFactor && { kind: secondFactor.kind, at: secondFactor.at.getTime() },
    applications: applications.map(({ name, clientId }) => name ?? clientId),
    endsAt: endsAt.getTime(),
  };
}

import { isFactorKind } from '../../policy/factors/factor-kinds.ts';
import type { FactorKind, Instant } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import {
  type Doer,
  type OwnActivity,
  type OwnActivityType,
  ownActivity,
} from '../../self-service/activity/own-activity.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import { rowNumberPart } from '../api/input/cursors.ts';
import type { AreaFrame, AreaPage } from '../areas/area-page.ts';

/** What happened to the account, newest first. */
export interface ActivityModel extends AreaFrame {
  readonly events: readonly ShownActivity[];
  /** Where the next ones begin; null after the last. */
  readonly next: string | null;
  readonly isFirst: boolean;
}

export interface ShownActivity {
  readonly id: string;
  readonly at: Instant;
  readonly type: OwnActivityType;
  readonly by: Doer['role'];
  /** Of the administrator who did it. */
  readonly administrated: string | null;
  /** Whose membership it was about. */
  readonly organization: string | null;
  readonly network: string | null;
  readonly application: string | null;
  /** The new address, where it is about one. */
  readonly email: string | null;
  readonly factor: FactorKind | null;
}

const eventsOnPage = 50;

export const activityPage: AreaPage<ActivityModel> = {
  area: 'account',
  name: 'activity',
  path: '/account/activity',
  tab: 'activity',
  access: oneself(),
  actions: [],
  query: ['before'],
  async content(visit) {
    const before = rowIn(visit.ctx.query.before);
    const page = { before, limit: eventsOnPage };
    const { events, next } = await ownActivity(visit.deps.operations.db, visit.myself(), page);
    return { events: events.map(shown), next, isFirst: before === null };
  },
};

/** Null for none. @throws Refusal `not_found` for what is no number of a row */
export function rowIn(said: string | string[] | undefined): string | null {
  if (said === undefined) return null;
  const row = typeof said === 'string' ? rowNumberPart.read(said) : null;
  if (row === null) throw new Refusal('not_found');
  return row;
}

function shown({ id, at, type, by, organization, network, application, detail }: OwnActivity): ShownActivity {
  const email = detail.newEmail ?? detail.after;
  return {
    id,
    at: at.getTime(),
    type,
    by: by.role,
    administrated: by.organization?.name ?? null,
    organization: organization?.name ?? null,
    network,
    application: application && (application.name ?? application.clientId),
    email: typeof email === 'string' ? email : null,
    factor: isFactorKind(detail.factor) ? detail.factor : null,
  };
}

import {
  countOrganizations,
  everyHour,
  firstCountedHour,
  type InstanceHealth,
  instanceHealth,
  type OrganizationCounts,
  trialEndsBy,
} from '../../instance/instance-overview.ts';
import type { HourOfSignIns, LockedPerson } from '../../instance/instance-store.ts';
import { unlock } from '../../people/unlock.ts';
import type { Instant } from '../../policy/facts.ts';
import { operatorOnly } from '../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../areas/area-page.ts';
import { filledIn } from '../areas/field-refused.ts';
import { operatorDeed } from '../areas/operator-deed.ts';

/** How the installation does, and what needs the operator. */
export interface OverviewModel extends AreaFrame {
  readonly health: ShownHealth;
  readonly organizations: OrganizationCounts & { readonly people: number };
  /** The oldest first. */
  readonly hours: readonly ShownHour[];
  readonly locked: { readonly people: readonly ShownLocked[]; readonly total: number };
}

export interface ShownHealth extends Pick<InstanceHealth, 'database' | 'mail' | 'signOuts'> {
  readonly dueWork: {
    /** How late the oldest of it is; null where nothing is due. */
    readonly lagSeconds: number | null;
    readonly next: { readonly at: Instant; readonly organization: string } | null;
  };
  readonly signsSince: Instant | null;
}

export type ShownHour = Pick<HourOfSignIns, 'signedIn' | 'refused'> & { readonly at: Instant };

export interface ShownLocked extends Omit<LockedPerson, 'until'> {
  readonly until: Instant | null;
}

/** More are listed at the users' page. */
const shownLocked = 5;

export const overviewPage: AreaPage<OverviewModel> = {
  area: 'operator',
  name: 'overview',
  path: '/operator',
  tab: 'overview',
  access: operatorOnly,
  actions: ['continue'],
  async content({ deps, now }) {
    const { db, plans } = deps.operations;
    const { instance } = db;
    const health = await instanceHealth(deps.operations, { now, measure: () => performance.now() });
    const [groups, people, hours, locked] = await Promise.all([
      instance.organizationGroups(now, trialEndsBy(now)),
      instance.countPeople(),
      instance.signIns(firstCountedHour(now)),
      instance.lockedPeople(now, shownLocked),
    ]);
    return {
      health: shownHealth(health, now),
      organizations: { ...countOrganizations(groups, { plans, now }), people },
      hours: everyHour(hours, now).map((hour) => ({ ...hour, at: hour.at.getTime() })),
      locked: { people: locked.people.map(lockedShown), total: locked.total },
    };
  },
  async submit({ deps, caller, now, form }) {
    const person = filledIn(form, 'unlock');
    await unlock(deps.operations.db, operatorDeed({ caller, now }), person);
    return { to: '/operator', notice: { key: 'operator.overview.unlocked', values: {} } };
  },
};

function shownHealth(
  { database, mail, dueWork, signOuts, signsSince }: InstanceHealth,
  now: Date,
): ShownHealth {
  const { dueSince, next } = dueWork;
  const lagSeconds = dueSince && Math.round((now.getTime() - dueSince.getTime()) / 1000);
  return {
    database,
    mail,
    signOuts,
    dueWork: { lagSeconds, next: next && { ...next, at: next.at.getTime() } },
    signsSince: signsSince?.getTime() ?? null,
  };
}

function lockedShown({ until, ...person }: LockedPerson): ShownLocked {
  return { ...person, until: until?.getTime() ?? null };
}

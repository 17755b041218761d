import type { Instant } from '../../policy/facts.ts';
import { type OwnApplication, ownApplications } from '../../self-service/access/own-applications.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../areas/area-page.ts';

/** What applications may see of the account. */
export interface ApplicationsModel extends AreaFrame {
  /** Of others: the person was asked. */
  readonly consented: readonly ShownApplication[];
  /** Of whoever runs this service: nobody is asked. */
  readonly firstParty: readonly ShownApplication[];
}

export interface ShownApplication {
  /** Its `client_id`. */
  readonly id: string;
  readonly application: string;
  readonly address: string | null;
  readonly scopes: readonly string[];
  readonly since: Instant;
  /** Null: nobody knows. */
  readonly lastUsedAt: Instant | null;
}

export const applicationsPage: AreaPage<ApplicationsModel> = {
  area: 'account',
  name: 'applications',
  path: '/account/applications',
  tab: 'applications',
  access: oneself(),
  actions: [],
  content: shownApplications,
};

export async function shownApplications(
  visit: Visit,
): Promise<Pick<ApplicationsModel, 'consented' | 'firstParty'>> {
  const { consented, firstParty } = await ownApplications(visit.deps.operations.db, visit.myself());
  return { consented: consented.map(shown), firstParty: firstParty.map(shown) };
}

function shown({ clientId, name, address, scopes, grantedAt, lastUsedAt }: OwnApplication): ShownApplication {
  return {
    id: clientId,
    application: name ?? clientId,
    address,
    scopes,
    since: grantedAt.getTime(),
    lastUsedAt: lastUsedAt?.getTime() ?? null,
  };
}

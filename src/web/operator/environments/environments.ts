import type { EnvironmentMfa } from '../../../policy/facts.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { allClients, clientName } from './all-clients.ts';

/** Every environment with its clients. */
export interface EnvironmentsModel extends AreaFrame {
  readonly environments: readonly ShownEnvironment[];
}

export interface ShownEnvironment {
  /** Its short name, which stands in files and commands. */
  readonly slug: string;
  readonly mfa: EnvironmentMfa;
  readonly pilot: { readonly users: number; readonly percent: number };
  readonly clients: readonly ShownClient[];
}

export interface ShownClient {
  readonly id: string;
  readonly client: string;
}

export const environmentsPage: AreaPage<EnvironmentsModel> = {
  area: 'operator/environments',
  name: 'environments',
  path: '/operator/environments',
  tab: 'environments',
  access: operatorOnly,
  actions: [],
  async content({ deps }) {
    const { db } = deps.operations;
    const [environments, clients] = await Promise.all([db.environments.all(), allClients(db)]);
    return {
      environments: environments.map(({ name, mfa, pilot }) => ({
        slug: name,
        mfa,
        pilot: { users: pilot.users.length, percent: pilot.percent },
        clients: clients
          .filter(({ environment }) => environment.name === name)
          .map(({ client }) => ({ id: client.clientId, client: clientName(client) })),
      })),
    };
  },
};

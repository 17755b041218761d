import { ApiClient } from '../harness/api.ts';
import { seedNow } from './people.ts';
import type { SharedProcesses } from './server-processes.ts';
import { alternate } from './spread.ts';

/** The operator's requests, every second one to the other process. */
export type OperatorAt = (index: number) => ApiClient;

/** A machine with client credentials, which may call everything. */
export async function operatorOf(processes: SharedProcesses): Promise<OperatorAt> {
  const token = await operatorToken(processes);
  return (index) => apiAt(processes, token, index);
}

/** The API at one of the processes, every second index the other. */
export function apiAt({ servers, issuer }: SharedProcesses, token: string, index: number): ApiClient {
  const { address } = alternate(servers, index);
  return new ApiClient({ address, issuer }, token);
}

async function operatorToken(processes: SharedProcesses): Promise<string> {
  const client = { client_id: 'race-operator', client_secret: 'secret-of-race-operator' };
  await seedNow(processes, {
    clients: [
      {
        ...client,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        scope: 'operator',
      },
    ],
  });
  const credentials = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
  const [{ address }] = processes.servers;
  const answer = await fetch(`${address}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'operator',
      resource: `${processes.issuer}/api/v1`,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

import { ApiClient, type ApiReply, operatorToken } from '../../harness/api.ts';
import { seedNow } from './people.ts';
import type { SharedProcesses } from './server-processes.ts';
import { alternate } from './spread.ts';

/** The operator's requests, every second one to the other process. */
export type OperatorAt = (index: number) => ApiClient;

/** A machine with client credentials, which may call everything. */
export async function operatorOf(processes: SharedProcesses): Promise<OperatorAt> {
  const token = await newOperatorToken(processes);
  return (index) => apiAt(processes, token, index);
}

/** As many requests at the same time, in turns at both processes. */
export function together(
  operatorAt: OperatorAt,
  count: number,
  work: (api: ApiClient, index: number) => Promise<ApiReply>,
): Promise<ApiReply[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(operatorAt(index), index)));
}

/** The API at one of the processes, every second index the other. */
export function apiAt({ servers, issuer }: SharedProcesses, token: string, index: number): ApiClient {
  const { address } = alternate(servers, index);
  return new ApiClient({ address, issuer }, token);
}

async function newOperatorToken(processes: SharedProcesses): Promise<string> {
  const [id, secret] = ['race-operator', 'secret-of-race-operator'];
  const machine = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] };
  await seedNow(processes, {
    clients: [{ client_id: id, client_secret: secret, scope: 'operator', ...machine }],
  });
  const [{ address }] = processes.servers;
  return operatorToken({ address, issuer: processes.issuer }, { id, secret });
}

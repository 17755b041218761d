import { createRegistrations } from '../../../src/environments/registrations.ts';
import type { PersonStore } from '../../../src/people/person.ts';
import type {
  Payload,
  ProviderRecords,
  SavedRecord,
} from '../../../src/provider/records/provider-records.ts';
import { createRequestRecords, type RequestRecords } from '../../../src/provider/records/request-records.ts';
import { createProviderRecords } from '../../../src/storage/provider-records.ts';
import { openTestStores, sealer, start } from './samples.ts';

/** The stored records of the shared database. */
export async function recordsAt(): Promise<ProviderRecords> {
  return createProviderRecords((await openTestStores()).sql, sealer, () => start);
}

export function saved(model: string, id: string, more: Payload = {}): SavedRecord {
  return { model, id, payload: { jti: id, ...more }, ttlSeconds: 60 };
}

const nobody: Pick<PersonStore, 'byId'> = {
  byId: () => Promise.reject(new Error('nobody is asked for here')),
};

/** The records of requests over stored ones. @param people who are asked for; default nobody is */
export function requestRecordsOver(
  stored: ProviderRecords,
  people: Pick<PersonStore, 'byId'> = nobody,
): RequestRecords {
  return createRequestRecords(stored, { people, registrations: createRegistrations() });
}

import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
import { completeMetadata } from '../../environments/client-terms.ts';
import type { Payload, ProviderRecords } from '../records/provider-records.ts';
import type { RequestRecords } from '../records/request-records.ts';
import { refuseReuse } from '../records/reuse.ts';
import type { ClientDirectory } from './client-directory.ts';

/**
 * The library's storage. Clients come from the directory and cannot be written here; everything else is a record.
 * One-time use is the adapter's job: the library checks, then consumes, and between the two any number of requests fit.
 */
export function createAdapterFactory(records: RequestRecords, clients: ClientDirectory): AdapterFactory {
  return (model) => (model === 'Client' ? clientAdapter(records, clients) : recordAdapter(model, records));
}

/** Found by their ids to be redeemed, and for nothing else. */
const codes: ReadonlySet<string> = new Set(['AuthorizationCode', 'DeviceCode']);

function recordAdapter(model: string, records: ProviderRecords): Adapter {
  return {
    async upsert(id, payload, expiresIn) {
      const record = { model, id, payload, ttlSeconds: ttl(expiresIn) };
      if (model !== 'ReplayDetection') return records.save(record);
      const isFirst = await records.saveOnce(record);
      if (!isFirst) throw new errors.InvalidClientAuth('the assertion was used already');
    },
    find: (id) => found(readUsed(model, records.find(model, id))),
    findByUid: (uid) => found(records.findByUid(model, uid)),
    findByUserCode: (userCode) => found(records.findByUserCode(model, userCode)),
    async consume(id) {
      if (!(await records.consume(model, id))) await refuseReuse(records, { model, id });
    },
    destroy: (id) => records.remove(model, id),
    revokeByGrantId: (grantId) => records.removeByGrants([{ model, grantId }]),
  };
}

/**
 * The library takes back by itself what came of a code that it knows to be used, and tells nobody. It is not told: when it
 * uses the code up it learns so from us, like whoever comes second of two at the same time.
 */
async function readUsed(model: string, payload: Promise<Payload | undefined>): Promise<Payload | undefined> {
  const stored = await payload;
  if (stored === undefined || !codes.has(model)) return stored;
  const { consumed: _used, ...unmarked } = stored;
  return unmarked;
}

function clientAdapter(records: RequestRecords, clients: ClientDirectory): Adapter {
  const readOnly = async () => {
    throw new Error('clients are not written through the provider');
  };
  return {
    upsert: readOnly,
    async find(clientId) {
      await records.readPresented();
      const entry = await clients.find(clientId);
      return entry === null
        ? undefined
        : ({ ...completeMetadata(entry.client.metadata), client_id: clientId } as AdapterPayload);
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
  };
}

function found(payload: Promise<Payload | undefined>): Promise<AdapterPayload | undefined> {
  return payload as Promise<AdapterPayload | undefined>;
}

/** Every model has a lifetime in our configuration; without one the library would keep the record for ever. */
function ttl(expiresIn: number | undefined): number {
  if (expiresIn === undefined) throw new Error('a record without a lifetime');
  return expiresIn;
}

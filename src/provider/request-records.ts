import { AsyncLocalStorage } from 'node:async_hooks';
import type { Payload, ProviderRecords, RecordChange } from './provider-records.ts';

/** Records whose changes during one request are written together when it ends. */
export interface RequestRecords extends ProviderRecords {
  /**
   * Runs a request; what it saved and removed is written in one statement before this resolves, so that a code never
   * exists without the session it came from. Nothing is written when `work` throws.
   * @throws Refusal `interaction_expired` when another request finished the same interaction first; nothing is written
   */
  together<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** What is issued from a grant, and usually from a session: those are asked for next. */
const issuedModels = ['AuthorizationCode', 'RefreshToken', 'AccessToken', 'DeviceCode'];

/** One request: changes that are not written yet, and records that were read along and not asked for yet. */
interface Request {
  readonly pending: Map<string, RecordChange>;
  readonly foreseen: Map<string, Payload>;
}

/** Outside of `together` every change is written at once, as is what must succeed once only, like `consume`. */
export function createRequestRecords(records: ProviderRecords): RequestRecords {
  const requests = new AsyncLocalStorage<Request>();
  const change = async (next: RecordChange): Promise<void> => {
    const request = requests.getStore();
    if (request === undefined) return records.write([next]);
    request.pending.set(nameOf(next.model, next.id), next);
  };
  /** For questions that the pending changes may answer differently. */
  const settled = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const request = requests.getStore();
    if (request !== undefined) await flush(records, request.pending);
    request?.foreseen.clear();
    return ask();
  };
  /** A record that was read along is given out once, and anew from then on. */
  const foreseenOr = async (
    name: string,
    ask: () => Promise<Payload | undefined>,
  ): Promise<Payload | undefined> => {
    const foreseen = requests.getStore()?.foreseen;
    const known = foreseen?.get(name);
    foreseen?.delete(name);
    return known ?? ask();
  };
  const findIssued = async (
    { foreseen }: Request,
    model: string,
    id: string,
  ): Promise<Payload | undefined> => {
    const { payload, grant, session } = await records.findIssued(model, id);
    if (grant !== undefined) foreseen.set(nameOf('Grant', String(payload?.grantId)), grant);
    if (session !== undefined) foreseen.set(nameOf('Session', String(payload?.sessionUid)), session);
    return payload;
  };
  return {
    together: (work) => {
      const pending = new Map<string, RecordChange>();
      return requests.run({ pending, foreseen: new Map() }, async () => {
        const result = await work();
        await flush(records, pending);
        return result;
      });
    },
    write: async (changes) => {
      for (const each of changes) await change(each);
    },
    save: (model, id, payload, ttlSeconds) => change({ model, id, payload, ttlSeconds }),
    remove: (model, id) => change({ model, id, payload: null }),
    async find(model, id) {
      const request = requests.getStore();
      const changed = request?.pending.get(nameOf(model, id));
      if (changed !== undefined) return changed.payload ?? undefined;
      if (request !== undefined && issuedModels.includes(model)) return findIssued(request, model, id);
      return foreseenOr(nameOf(model, id), () => records.find(model, id));
    },
    findIssued: (model, id) => settled(() => records.findIssued(model, id)),
    findByUid: (model, uid) => {
      const changes = [...(requests.getStore()?.pending.values() ?? [])];
      const ask = () => records.findByUid(model, uid);
      if (changes.some((each) => each.model === model)) return settled(ask);
      return foreseenOr(nameOf(model, uid), ask);
    },
    findByUserCode: (model, userCode) => settled(() => records.findByUserCode(model, userCode)),
    saveOnce: (...given) => records.saveOnce(...given),
    consume: (model, id) => settled(() => records.consume(model, id)),
    removeByUid: (model, uid) => settled(() => records.removeByUid(model, uid)),
    removeByGrant: (model, grantId) => settled(() => records.removeByGrant(model, grantId)),
    removeFamily: (model, id) => settled(() => records.removeFamily(model, id)),
  };
}

async function flush(records: ProviderRecords, pending: Map<string, RecordChange>): Promise<void> {
  if (pending.size === 0) return;
  // In one order in every request, so that two of them never wait for each other's rows.
  const changes = [...pending].toSorted(([left], [right]) => (left < right ? -1 : 1));
  pending.clear();
  await records.write(changes.map(([, change]) => change));
}

function nameOf(model: string, id: string): string {
  return `${model}:${id}`;
}

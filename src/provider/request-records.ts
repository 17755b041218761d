import { AsyncLocalStorage } from 'node:async_hooks';
import type { ProviderRecords, RecordChange } from './provider-records.ts';

/** Records whose changes during one request are written together when it ends. */
export interface RequestRecords extends ProviderRecords {
  /**
   * Runs a request; what it saved and removed is written in one statement before this resolves, so that a code never
   * exists without the session it came from. Nothing is written when `work` throws.
   * @throws Refusal `interaction_expired` when another request finished the same interaction first; nothing is written
   */
  together<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Outside of `together` every change is written at once, as is what must succeed once only, like `consume`. */
export function createRequestRecords(records: ProviderRecords): RequestRecords {
  const requests = new AsyncLocalStorage<Map<string, RecordChange>>();
  const change = async (next: RecordChange): Promise<void> => {
    const pending = requests.getStore();
    if (pending === undefined) return records.write([next]);
    pending.set(nameOf(next.model, next.id), next);
  };
  /** For questions that the pending changes may answer differently. */
  const settled = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const pending = requests.getStore();
    if (pending !== undefined) await flush(records, pending);
    return ask();
  };
  return {
    together: (work) => {
      const pending = new Map<string, RecordChange>();
      return requests.run(pending, async () => {
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
      const known = requests.getStore()?.get(nameOf(model, id));
      return known === undefined ? records.find(model, id) : (known.payload ?? undefined);
    },
    findByUid: (model, uid) => {
      const isPending = [...(requests.getStore()?.values() ?? [])].some((each) => each.model === model);
      const ask = () => records.findByUid(model, uid);
      return isPending ? settled(ask) : ask();
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

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Registrations } from '../../environments/registrations.ts';
import type { PersonStore } from '../../people/person.ts';
import {
  concerns,
  flush,
  isConsumed,
  isRemovalOnly,
  nothingPending,
  type Pending,
  type RequestPresents,
  writeChanges,
} from './pending-writes.ts';
import type { Payload, Presented, ProviderRecords, RecordChange } from './provider-records.ts';
import { forgetRead, keepRead, nameOf, presentedModels, takePerson, takeRecord } from './read-along.ts';
import type { Rotation } from './refresh-overlap.ts';

/** Records whose changes during one request are written together when it ends. */
export interface RequestRecords extends ProviderRecords {
  /**
   * Runs a request; what it saved, used up and removed is written in one statement before this resolves, so that a code
   * never exists without the session it came from, and is used up only with the tokens that it was given for. Whatever
   * goes with its grant goes in one statement before that. Nothing is written when `work` throws.
   * @throws Refusal `interaction_expired` when another request finished the same interaction first, or the person took
   *   back meanwhile what they had agreed to; nothing is written
   * @throws InvalidGrant when another request used the same code or token first: everything of its grant is gone
   * @returns the refresh token to answer with instead of the one that was made; null where that is the one
   */
  together(work: () => Promise<unknown>, presents?: RequestPresents): Promise<string | null>;
  /**
   * Reads what the request presents, before anything else is asked of the database: with it comes the version of what is
   * registered, by which the client that presents it is known already.
   */
  readPresented(): Promise<void>;
  /** The person behind what was presented was read with it. */
  readonly people: Pick<PersonStore, 'byId'>;
  /** Says of the refresh token that this request is about to use that its client's requests may overlap. */
  mayOverlap(rotation: Rotation): void;
  /** Nothing that this request has saved and used up so far is written. */
  forget(): void;
}

/** Around the records of the database. */
interface Around {
  readonly people: Pick<PersonStore, 'byId'>;
  readonly registrations: Pick<Registrations, 'saw' | 'seen'>;
}

/** Outside of `together` every change is written at once. */
export function createRequestRecords(
  records: ProviderRecords,
  { people, registrations }: Around,
): RequestRecords {
  const requests = new AsyncLocalStorage<Pending>();
  const change = async (next: RecordChange): Promise<void> => {
    const pending = requests.getStore();
    if (pending === undefined) return void (await records.write([next]));
    const name = nameOf(next.model, next.id);
    const follows = next.payload !== null && pending.issued.length > 0;
    // One statement changes a record once.
    const isTwice = pending.changes.has(name) && (next.payload === 'consumed' || isConsumed(pending, name));
    if (follows || isTwice) await flush(records, pending);
    pending.changes.set(name, next);
  };
  /** For questions that what is pending may answer differently. */
  const afterWriting = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const pending = requests.getStore();
    if (pending !== undefined) {
      await flush(records, pending);
      forgetRead(pending.along);
    }
    return ask();
  };
  const read = async ({ along }: Pending, presented: Presented): Promise<void> => {
    const found = await records.findIssued(presented);
    registrations.saw(found.registrations);
    keepRead(along, presented, found);
  };
  /** One that was not read along is read with all that is asked for next. */
  const findAlong = async (pending: Pending, model: string, id: string): Promise<Payload | undefined> => {
    const name = nameOf(model, id);
    const { along, deviceId = null } = pending;
    if (!along.records.has(name) && !along.absent.has(name) && presentedModels.has(model))
      await read(pending, { models: [model], id, deviceId: model === 'Session' ? deviceId : null });
    if (along.absent.has(name)) return undefined;
    return takeRecord(along, name) ?? records.find(model, id);
  };
  return {
    together: (work, presents = {}) => {
      const pending = nothingPending(presents);
      return requests.run(pending, async () => {
        await work();
        await flush(records, pending);
        return pending.successor;
      });
    },
    async readPresented() {
      const pending = requests.getStore();
      const presented = pending === undefined || registrations.seen() !== null ? null : pending.presented?.();
      if (pending !== undefined && presented) await read(pending, presented);
    },
    people: {
      async byId(userId, sessionUid, deviceId = null) {
        const along = requests.getStore()?.along;
        return (
          takePerson(along, { userId, sessionUid, deviceId }) ?? people.byId(userId, sessionUid, deviceId)
        );
      },
    },
    mayOverlap(rotation) {
      const pending = requests.getStore();
      if (pending !== undefined) pending.rotation = rotation;
    },
    forget: () => requests.getStore()?.changes.clear(),
    write: async (changes) => {
      for (const each of changes) await change(each);
      return 'written';
    },
    save: (record) => change(record),
    remove: (model, id) => change({ model, id, payload: null }),
    async find(model, id) {
      const pending = requests.getStore();
      if (pending === undefined) return records.find(model, id);
      const known = pending.changes.get(nameOf(model, id));
      if (known?.payload === null) return undefined;
      const isOld = typeof known?.payload === 'string' || pending.issued.length > 0;
      if (isOld) return afterWriting(() => records.find(model, id));
      return known === undefined ? findAlong(pending, model, id) : known.payload;
    },
    findIssued: (presented) => afterWriting(() => records.findIssued(presented)),
    findByUid: (model, uid) => {
      const pending = requests.getStore();
      const ask = () => records.findByUid(model, uid);
      if (concerns(pending, model)) return afterWriting(ask);
      const known = takeRecord(pending?.along, nameOf(model, uid));
      return known === undefined ? ask() : Promise.resolve(known);
    },
    findByUserCode: (model, userCode) => afterWriting(() => records.findByUserCode(model, userCode)),
    saveOnce: (record) => records.saveOnce(record),
    successorOf: (...asked) => records.successorOf(...asked),
    async consume(model, id) {
      const pending = requests.getStore();
      if (pending === undefined) return records.consume(model, id);
      if (pending.along.used.has(nameOf(model, id)) && pending.rotation?.token !== id) return false;
      await change({ model, id, payload: 'consumed' });
      return true;
    },
    removeByUid: (model, uid) => afterWriting(() => records.removeByUid(model, uid)),
    async removeByGrants(issued, removed = []) {
      const pending = requests.getStore();
      if (pending === undefined) return records.removeByGrants(issued, removed);
      forgetRead(pending.along);
      const isFirst = pending.issued.length === 0;
      pending.issued.push(...issued);
      for (const { model, id } of removed) await change({ model, id, payload: null });
      if (isFirst && !isRemovalOnly(pending)) await writeChanges(records, pending);
    },
    removeFamily: (model, id) => afterWriting(() => records.removeFamily(model, id)),
  };
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { Refusal } from '../../refusal/refusal.ts';
import type { IssuedUnder, Payload, ProviderRecords, RecordChange } from './provider-records.ts';
import { type Rotation, repeatRotation, withSuccessor } from './refresh-overlap.ts';
import { refuseReuse } from './reuse.ts';

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
  together(work: () => Promise<unknown>): Promise<string | null>;
  /** Says of the refresh token that this request is about to use that its client's requests may overlap. */
  mayOverlap(rotation: Rotation): void;
  /** Nothing that this request has saved and used up so far is written. */
  forget(): void;
}

/** What is issued from a grant, and usually from a session: those are asked for next. */
export const issuedModels = ['AuthorizationCode', 'RefreshToken', 'AccessToken', 'DeviceCode'];

/** What a request has yet to write, and what it has read along. */
interface Pending {
  /** By model and id. */
  readonly changes: Map<string, RecordChange>;
  /** To be removed with their grant; while there are any, nothing else is saved: it may be theirs or come later. */
  readonly issued: IssuedUnder[];
  /** Records that were not asked for yet, by model and id, or uid of a session. */
  readonly foreseen: Map<string, Payload>;
  /** What was used before, by model and id. */
  readonly used: Set<string>;
  rotation: Rotation | null;
  /** The refresh token that another request got for the same one. */
  successor: string | null;
}

/** Outside of `together` every change is written at once. */
export function createRequestRecords(records: ProviderRecords): RequestRecords {
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
    if (pending !== undefined) await flush(records, pending);
    pending?.foreseen.clear();
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
    { foreseen, used }: Pending,
    model: string,
    id: string,
  ): Promise<Payload | undefined> => {
    const { payload, grant, session } = await records.findIssued(model, id);
    if (payload?.consumed !== undefined) used.add(nameOf(model, id));
    if (grant !== undefined) foreseen.set(nameOf('Grant', String(payload?.grantId)), grant);
    if (session !== undefined) foreseen.set(nameOf('Session', String(payload?.sessionUid)), session);
    return payload;
  };
  return {
    together: (work) => {
      const pending = nothingPending();
      return requests.run(pending, async () => {
        await work();
        await flush(records, pending);
        return pending.successor;
      });
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
      const name = nameOf(model, id);
      const known = pending?.changes.get(name);
      if (known?.payload === null) return undefined;
      const isOld =
        typeof known?.payload === 'string' || (pending !== undefined && pending.issued.length > 0);
      if (isOld) return afterWriting(() => records.find(model, id));
      if (known !== undefined) return known.payload;
      if (pending !== undefined && issuedModels.includes(model)) return findIssued(pending, model, id);
      return foreseenOr(name, () => records.find(model, id));
    },
    findIssued: (model, id) => afterWriting(() => records.findIssued(model, id)),
    findByUid: (model, uid) => {
      const isPending = concerns(requests.getStore(), model);
      const ask = () => records.findByUid(model, uid);
      if (isPending) return afterWriting(ask);
      return foreseenOr(nameOf(model, uid), ask);
    },
    findByUserCode: (model, userCode) => afterWriting(() => records.findByUserCode(model, userCode)),
    saveOnce: (record) => records.saveOnce(record),
    successorOf: (...asked) => records.successorOf(...asked),
    async consume(model, id) {
      const pending = requests.getStore();
      if (pending === undefined) return records.consume(model, id);
      if (pending.used.has(nameOf(model, id)) && pending.rotation?.token !== id) return false;
      await change({ model, id, payload: 'consumed' });
      return true;
    },
    removeByUid: (model, uid) => afterWriting(() => records.removeByUid(model, uid)),
    async removeByGrants(issued) {
      const pending = requests.getStore();
      if (pending === undefined) return records.removeByGrants(issued);
      pending.foreseen.clear();
      const isFirst = pending.issued.length === 0;
      pending.issued.push(...issued);
      if (isFirst) await writeChanges(records, pending);
    },
    removeFamily: (model, id) => afterWriting(() => records.removeFamily(model, id)),
  };
}

function nothingPending(): Pending {
  const read = { foreseen: new Map(), used: new Set<string>() };
  return { changes: new Map(), issued: [], ...read, rotation: null, successor: null };
}

function isConsumed({ changes }: Pending, name: string): boolean {
  return changes.get(name)?.payload === 'consumed';
}

async function flush(records: ProviderRecords, pending: Pending): Promise<void> {
  const issued = pending.issued.splice(0);
  if (issued.length > 0) await records.removeByGrants(issued);
  await writeChanges(records, pending);
}

async function writeChanges(records: ProviderRecords, pending: Pending): Promise<void> {
  const { changes, rotation } = pending;
  if (changes.size === 0) return;
  const all = withSuccessor([...changes.values()], rotation);
  changes.clear();
  const used = all.find(({ payload }) => payload === 'consumed');
  const outcome = await records.write(all);
  if (outcome === 'written') return;
  if (used === undefined)
    throw new Refusal('interaction_expired', { reason: 'the consent was withdrawn meanwhile' });
  pending.successor = rotation && (await repeatRotation(records, all, rotation));
  if (pending.successor === null) await refuseReuse(records, used);
}

/** Whether a record of the model may be other than the database says. */
function concerns(pending: Pending | undefined, model: string): boolean {
  if (pending === undefined) return false;
  const { changes, issued } = pending;
  return [...changes.values(), ...issued].some((each) => each.model === model);
}

function nameOf(model: string, id: string): string {
  return `${model}:${id}`;
}

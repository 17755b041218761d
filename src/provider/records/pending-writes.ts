import { Refusal } from '../../refusal/refusal.ts';
import type { IssuedUnder, Presented, ProviderRecords, RecordChange } from './provider-records.ts';
import { nothingRead, type ReadAlong } from './read-along.ts';
import { type Rotation, repeatRotation, withSuccessor } from './refresh-overlap.ts';
import { refuseReuse } from './reuse.ts';

/** What a request presents, where that is known before it is asked for. */
export interface RequestPresents {
  /** A code or token; null for none, or where nobody knows yet. */
  readonly presented?: () => Presented | null;
  /** In the cookie of a remembered device, to read it along with the person in the session. */
  readonly deviceId?: string | null;
}

/** What a request has yet to write, and what it has read along. */
export interface Pending extends RequestPresents {
  /** By model and id. */
  readonly changes: Map<string, RecordChange>;
  /** To be removed with their grant; while there are any, nothing else is saved: it may be theirs or come later. */
  readonly issued: IssuedUnder[];
  readonly along: ReadAlong;
  rotation: Rotation | null;
  /** The refresh token that another request got for the same one. */
  successor: string | null;
}

export function nothingPending(presents: RequestPresents): Pending {
  return {
    ...presents,
    changes: new Map(),
    issued: [],
    along: nothingRead(),
    rotation: null,
    successor: null,
  };
}

/** Nothing is saved or used up, and no interaction ends, which may happen once. */
export function isRemovalOnly({ changes }: Pending): boolean {
  return [...changes.values()].every(({ model, payload }) => payload === null && model !== 'Interaction');
}

export function isConsumed({ changes }: Pending, name: string): boolean {
  return changes.get(name)?.payload === 'consumed';
}

export async function flush(records: ProviderRecords, pending: Pending): Promise<void> {
  const issued = pending.issued.splice(0);
  if (issued.length > 0) {
    const removed = isRemovalOnly(pending) ? [...pending.changes.values()] : [];
    if (removed.length > 0) pending.changes.clear();
    await records.removeByGrants(issued, removed);
  }
  await writeChanges(records, pending);
}

export async function writeChanges(records: ProviderRecords, pending: Pending): Promise<void> {
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
export function concerns(pending: Pending | undefined, model: string): boolean {
  if (pending === undefined) return false;
  const { changes, issued } = pending;
  return [...changes.values(), ...issued].some((each) => each.model === model);
}

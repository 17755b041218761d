import { createHash } from 'node:crypto';
import type { ChainFault, ChainReport } from './chain-report.ts';
import type { ChainEnd, ChainedEvent, ChainStore } from './chain-store.ts';

export interface VerifyChainOptions {
  /** Told after each batch how many events, up to the end of the chain, were in order. */
  readonly onProgress?: (done: number, total: number) => void;
}

const batchSize = 1000;

/** Before all ids. */
const firstCursor = '-9223372036854775808';

/**
 * Ids are given before a transaction commits, so that events which are written at once may stand in another order in the
 * chain, which takes them as it finds them. More than so many that wait for the one before them are not kept in memory.
 */
const mostWaiting = 10_000;

/** Events carry the time of their operation, and clocks of servers differ a little. */
const mostBackMs = 60 * 60 * 1000;

interface Walk {
  readonly chains: ChainStore;
  readonly organizationId: string;
  readonly end: ChainEnd;
  /** Events seen before their turn, by position; two at one position are a fault. */
  readonly waiting: Map<number, ChainedEvent[]>;
  /** Ids of events that were asked for when too many waited for them. */
  readonly fetched: Set<string>;
  count: number;
  head: string;
  newestMs: number;
  datedBack: { readonly position: number; readonly eventId: string } | null;
  erased: number;
  /** Hashes and ids of events that were blanked, by position, until an event further on names them. */
  readonly blanked: Map<number, ChainedEvent>;
}

/**
 * Recomputes the chain of an organization. Events from before there were chains are passed over. It can run beside
 * writers: what they add meanwhile is left to the next time.
 *
 * What it cannot see is that everything from some position on, the end included, was written anew: the hash is not
 * keyed, so only a head that was noted elsewhere shows that. Nor is an event that came in through an INSERT by hand
 * wrong in itself: it can only become the newest, and if it says otherwise, it is reported as `datedBack`.
 */
export async function verifyChain(
  chains: ChainStore,
  organizationId: string,
  options: VerifyChainOptions = {},
): Promise<ChainReport> {
  const kept = await chains.end(organizationId);
  const end = kept ?? { position: 0, hash: '' };
  const walk = startOf(chains, organizationId, end);
  const fault = (await followChain(walk, options)) ?? (await faultAtEnd(walk, kept));
  if (fault !== null) return { ok: false, fault };
  const { count, head, datedBack, erased } = walk;
  return { ok: true, count, head, datedBack, erased, waiting: await chains.waiting(organizationId) };
}

function startOf(chains: ChainStore, organizationId: string, end: ChainEnd): Walk {
  const start = { count: 0, head: '', newestMs: Number.NEGATIVE_INFINITY, datedBack: null, erased: 0 };
  const maps = { waiting: new Map(), fetched: new Set<string>(), blanked: new Map() };
  return { chains, organizationId, end, ...maps, ...start };
}

async function followChain(walk: Walk, { onProgress }: VerifyChainOptions): Promise<ChainFault | null> {
  const firstChainedId = await walk.chains.firstChainedId();
  for await (const batch of batches(walk, null)) {
    for (const event of batch) {
      const fault = takeIn(walk, event, firstChainedId) ?? (await appendKnown(walk));
      if (fault !== null) return fault;
    }
    onProgress?.(walk.count, walk.end.position);
  }
  return null;
}

async function* batches({ chains, organizationId }: Walk, standingAt: number | null) {
  let afterId: string | undefined = firstCursor;
  while (afterId !== undefined) {
    const batch = await chains.events(organizationId, { afterId, limit: batchSize, standingAt });
    yield batch;
    afterId = batch.length === batchSize ? batch.at(-1)?.id : undefined;
  }
}

/** Puts an event where the chain will look for it. */
function takeIn(
  { waiting, fetched, count, end }: Walk,
  event: ChainedEvent,
  firstChainedId: string | null,
): ChainFault | null {
  const { id, position, state } = event;
  if (state === 'waits') return null;
  if (position === null) {
    const isFromBefore = firstChainedId === null || BigInt(id) < BigInt(firstChainedId);
    return isFromBefore ? null : { kind: 'inserted', position, eventId: id };
  }
  if (position > end.position || fetched.has(id)) return null;
  if (position <= count) return { kind: 'inserted', position, eventId: id };
  waiting.set(position, [...(waiting.get(position) ?? []), event]);
  return null;
}

/** As far as the events that are known reach. */
async function appendKnown(walk: Walk): Promise<ChainFault | null> {
  for (;;) {
    const position = walk.count + 1;
    const tooManyWait = walk.waiting.size > mostWaiting;
    const [event, second] =
      walk.waiting.get(position) ?? (tooManyWait ? await fetchEvent(walk, position) : []);
    if (event === undefined) return tooManyWait ? { kind: 'missing', position } : null;
    if (second !== undefined) return { kind: 'inserted', position, eventId: second.id };
    const fault = await append(walk, event, position);
    if (fault !== null) return fault;
    walk.waiting.delete(position);
  }
}

async function fetchEvent(
  { chains, organizationId, fetched }: Walk,
  position: number,
): Promise<ChainedEvent[]> {
  const event = await chains.eventAt(organizationId, position);
  if (event === null) return [];
  fetched.add(event.id);
  return [event];
}

async function append(walk: Walk, event: ChainedEvent, position: number): Promise<ChainFault | null> {
  if (event.state === 'blanked') walk.blanked.set(position, event);
  else if (hashAfter(walk.head, event.text) !== event.hash)
    return { kind: await whyNot(walk, event, position), position, eventId: event.id };
  if (event.state === 'changed') return { kind: 'changed', position, eventId: event.id };
  if (event.state === 'blanked' || event.state === 'erased') walk.erased += 1;
  for (const named of event.blanked ?? []) {
    if (walk.blanked.get(named.position)?.hash === named.hash) walk.blanked.delete(named.position);
  }
  const atMs = event.at.getTime();
  if (atMs < walk.newestMs - mostBackMs) walk.datedBack ??= { position, eventId: event.id };
  walk.newestMs = Math.max(walk.newestMs, atMs);
  walk.head = event.hash ?? '';
  walk.count = position;
  return null;
}

/** Looks for an event that has the hash that it would have here, whether that hash moved with it or not. */
async function whyNot(walk: Walk, here: ChainedEvent, position: number) {
  for await (const batch of batches(walk, position)) {
    const right = batch.find(({ id, text, hash }) => {
      const expected = hashAfter(walk.head, text);
      return id !== here.id && (expected === hash || expected === here.hash);
    });
    if (right !== undefined) return right.position === position ? 'inserted' : 'reordered';
  }
  return 'changed';
}

async function faultAtEnd(
  { chains, organizationId, waiting, count, head, end, blanked }: Walk,
  kept: ChainEnd | null,
) {
  if (count < end.position) {
    return { kind: waiting.size > 0 ? 'missing' : 'cut_off', position: count + 1 } as const;
  }
  if (head !== end.hash) return { kind: 'end_changed', position: count } as const;
  // An event that nobody says was erased has lost its text by another hand.
  for (const [position, { id: eventId }] of blanked) return { kind: 'changed', position, eventId } as const;
  const beyond = await chains.firstBeyondEnd(organizationId);
  if (beyond === null) return null;
  const { id: eventId, position } = beyond;
  return kept === null
    ? ({ kind: 'end_changed', position } as const)
    : ({ kind: 'inserted', position, eventId } as const);
}

function hashAfter(hash: string, text: string): string {
  return createHash('sha256').update(hash, 'hex').update(text, 'utf8').digest('hex');
}

import type { TestServer } from '../../test/harness/server.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { type Connection, type Ending, openConnection } from './connection.ts';
import { type Failure, outcomeOf, whyWrong } from './failures.ts';
import type { Names } from './names.ts';
import { type FuzzedRequest, requestOf } from './requests.ts';
import { namesOn } from './world.ts';

export interface FuzzPlan {
  readonly seed: number;
  /** Numbers of the requests, in order. */
  readonly numbers: readonly number[];
}

export interface FuzzResult {
  /** Answers by route, then by status. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly failures: readonly Failure[];
}

/** Connections that are kept and used beside each other. */
const connectionsAtOnce = 6;

/** Requests change what there is, so that after so many there is something new. */
const requestsPerWorld = 400;

const longestAnswerMs = 15_000;

/** Who looks on. */
export interface Watching {
  /** Is told how many requests have ended. */
  readonly onProgress?: (done: number) => void;
  /** Is told what is sent, before it is. */
  readonly onRequest?: (request: FuzzedRequest) => void;
}

/** Sends the requests of a plan. */
export async function fuzz(
  server: TestServer,
  { seed, numbers }: FuzzPlan,
  { onProgress = () => undefined, onRequest = () => undefined }: Watching = {},
): Promise<FuzzResult> {
  const catalogue = await catalogueOf(server.issuer);
  const counts = new Map<string, Map<string, number>>();
  const failures: Failure[] = [];
  for (let from = 0; from < numbers.length; from += requestsPerWorld) {
    const names = await namesOn(server);
    const waiting = numbers.slice(from, from + requestsPerWorld).reverse();
    const workers = Array.from({ length: connectionsAtOnce }, () =>
      work({ seed, catalogue, names, waiting, counts, failures, onRequest }),
    );
    await Promise.all(workers);
    onProgress(Math.min(from + requestsPerWorld, numbers.length));
  }
  return { counts, failures };
}

interface Stint {
  readonly seed: number;
  readonly catalogue: Catalogue;
  readonly names: Names;
  /** Numbers that nobody has taken yet, the next one last. */
  readonly waiting: number[];
  readonly counts: Map<string, Map<string, number>>;
  readonly failures: Failure[];
  readonly onRequest: (request: FuzzedRequest) => void;
}

/** Sends one request after the other on a connection for as long as it is kept, then on another. */
async function work({ seed, catalogue, names, waiting, counts, failures, onRequest }: Stint): Promise<void> {
  let connection = await openConnection(names.issuer, longestAnswerMs);
  let last: FuzzedRequest | null = null;
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const request = requestOf(seed, number, catalogue, names);
    onRequest(request);
    if (!connection.isOpen()) connection = await openConnection(names.issuer, longestAnswerMs);
    const { ending, isPoisoned, further } = await ask(connection, request, names.issuer);
    connection = further;
    if (isPoisoned && last !== null)
      failures.push({ request: last, why: `left its connection unusable for request ${number}` });
    const why = whyWrong(ending, request);
    if (why !== null) failures.push({ request, why });
    count(counts, request.route, outcomeOf(ending));
    last = request;
  }
  if (connection.isOpen() && last !== null) {
    const { isPoisoned } = await ask(connection, alive, names.issuer);
    if (isPoisoned) failures.push({ request: last, why: 'left its connection unusable' });
  }
  connection.close();
}

/** Something that is always answered. */
const alive: FuzzedRequest = {
  number: -1,
  route: 'GET /health/live',
  method: 'GET',
  target: '/health/live',
  headers: [],
  body: null,
  framing: 'length',
  expectsContinue: false,
};

/**
 * Asks, and asks again on a new connection where one that had carried others before says nothing: the server may close
 * a connection in that moment, but may not leave it hanging.
 */
async function ask(
  connection: Connection,
  request: FuzzedRequest,
  issuer: string,
): Promise<{ readonly ending: Ending; readonly isPoisoned: boolean; readonly further: Connection }> {
  const isUsed = connection.carried.length > 0;
  const ending = await connection.send(request);
  if (!isUsed || !('none' in ending)) return { ending, isPoisoned: false, further: connection };
  connection.close();
  const further = await openConnection(issuer, longestAnswerMs);
  const again = await further.send(request);
  return { ending: again, isPoisoned: ending.none === 'time-out' && !('none' in again), further };
}

function count(counts: Map<string, Map<string, number>>, route: string, outcome: string): void {
  const own = counts.get(route) ?? new Map<string, number>();
  own.set(outcome, (own.get(outcome) ?? 0) + 1);
  counts.set(route, own);
}

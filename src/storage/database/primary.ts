/**
 * Which of several PostgreSQL servers takes writes. `pg` knows neither several hosts nor `target_session_attrs`, so we ask.
 * @see https://www.postgresql.org/docs/current/libpq-connect.html, target_session_attrs
 */
import { Client, type ClientBase } from 'pg';
import { wordsOf } from '../../refusal/cannot-start.ts';

/** A server, as the driver connects to it. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface Primary {
  /** The server that takes writes; @throws TakesNoWrites where none does. */
  find(): Promise<Place>;
  /** It may be another one from now on: what was there is gone, or takes no writes any more. */
  forget(place: Place): void;
}

/** SQLSTATE `25006`, as PostgreSQL says it itself where something is written on a standby. */
export class TakesNoWrites extends Error {
  readonly code = '25006';
}

/**
 * @param urls one host each, in the order in which they are asked; a single one is never asked, but connected to
 * @param patienceMs how long all of them together may take to answer
 */
export function primaryAmong(urls: readonly [string, ...string[]], patienceMs: number): Primary {
  const places = urls.map((url) => ({ ...placeOf(url), url }));
  const [first = placeOf(urls[0])] = places;
  if (places.length < 2) return { find: async () => first, forget: () => undefined };
  const eachMs = Math.ceil(patienceMs / places.length);
  let known: Place | undefined;
  let asking: Promise<Place> | undefined;
  return {
    // Of many connections that are made in the same moment one asks, and all go where it was sent.
    async find() {
      if (known !== undefined) return known;
      asking ??= ask(places, eachMs).finally(() => {
        asking = undefined;
      });
      known = await asking;
      return known;
    },
    forget(place) {
      if (known === place) known = undefined;
    },
  };
}

/** As the driver reads an address; making a client opens nothing. */
function placeOf(url: string): Place {
  const { host, port } = new Client({ connectionString: url });
  return { host, port };
}

interface Askable extends Place {
  readonly url: string;
}

/** One after the other, so that of two which both take writes every server of ours takes the same. */
async function ask(places: readonly Askable[], eachMs: number): Promise<Place> {
  const problems: string[] = [];
  for (const place of places) {
    try {
      await askOne(place, eachMs);
      return place;
    } catch (error) {
      problems.push(`${place.host}:${place.port}: ${wordsOf(error)}`);
    }
  }
  throw new TakesNoWrites(`none of its hosts takes writes: ${problems.join('; ')}`);
}

async function askOne({ url }: Askable, withinMs: number): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: 'countersign',
    connectionTimeoutMillis: withinMs,
    query_timeout: withinMs,
  });
  // What breaks a connection is emitted as well, and where nobody listens that ends the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await requireWrites(client);
  } finally {
    // Not waited for: one that does not answer would not say goodbye either.
    void client.end().catch(() => undefined);
  }
}

const select = `SELECT pg_is_in_recovery() AS "isStandby", current_setting('transaction_read_only') = 'on' AS "isReadOnly"`;

/** @throws TakesNoWrites where decisions would be made on what a standby has heard of so far, and nothing could be written */
export async function requireWrites(client: Pick<ClientBase, 'query'>): Promise<void> {
  const { rows } = await client.query<{ isStandby: boolean; isReadOnly: boolean }>(select);
  if (rows[0]?.isStandby !== false) throw new TakesNoWrites('it is a standby, which takes no writes');
  if (rows[0].isReadOnly) throw new TakesNoWrites('it takes no writes (transaction_read_only is on)');
}

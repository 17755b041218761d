/**
 * Requests that nobody would send: made from the API's own description and the list of pages and endpoints, with every
 * kind of token, header, body and content type, right and wrong, over connections that are kept.
 *
 *   [DATABASE_URL=postgres://…] npx node bench/fuzz.ts [--seed N] [--count 50000] [--only N]
 *
 * Starts a server itself, on the embedded database or on one of its own on that PostgreSQL. `--only` sends one request
 * of a seed again. Exits 1 where an answer is a 5xx other than a 503 that says when to come back, where none comes, or
 * where a connection is left so that the next request on it hangs.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { closeWhatIsOpen } from '../test/harness/closing.ts';
import { emptyPostgres } from '../test/harness/database.ts';
import { reportLines } from './fuzz/report.ts';
import { fuzz } from './fuzz/run.ts';
import { startFuzzedServer } from './fuzz/world.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, count: { type: 'string' }, only: { type: 'string' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const count = Number(values.count ?? 50_000);
const numbers =
  values.only === undefined ? Array.from({ length: count }, (_, index) => index) : [Number(values.only)];

const postgres = process.env.DATABASE_URL;
const databaseUrl = postgres === undefined ? null : (await emptyPostgres(postgres)).url;
console.log(
  `seed ${seed}, ${numbers.length} requests, ${postgres === undefined ? 'embedded' : 'PostgreSQL'}`,
);
const startedAt = performance.now();
const server = await startFuzzedServer(databaseUrl);
const onProgress = (done: number) => console.error(`${done} of ${numbers.length}`);
const result = await fuzz(server, { seed, numbers }, { onProgress });
for (const line of reportLines(result, seed)) console.log(line);
for (const [message, times] of loggedErrors(server.log))
  console.log(`logged as an error ${times} times: ${message}`);
console.log(`took ${Math.round((performance.now() - startedAt) / 1000)} s`);
await closeWhatIsOpen();
process.exit(result.failures.length === 0 ? 0 : 1);

/** Messages of the log, with how often each stands there. */
function loggedErrors(log: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of log) {
    const { msg, err } = JSON.parse(line);
    const message = `${msg} (${err?.code ?? ''} ${err?.message ?? ''})`.slice(0, 300);
    counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return counts;
}

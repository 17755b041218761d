/**
 * The overview and the page of members in the console of an organization with 100,000 of them, as an administrator reads
 * them.
 *
 *   DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres npx node bench/console-pages.ts [members]
 *
 * Exits 1 when a target is missed: 50 ms at p95, 6 statements and 40,000 bytes for each page.
 */
import type { Browser } from '../test/harness/browser.ts';
import { fillOrganization } from './organization/fill.ts';
import { ownerOf } from './organization/owner.ts';
import { percentile, timed } from './organization/requests.ts';
import { openBenchWorld } from './organization/world.ts';
import { inOwnDatabase } from './postgres.ts';
import { type CountingProxy, startCountingProxy } from './sign-in/counting-proxy.ts';

const [members = 100_000] = process.argv.slice(2).map(Number);
const port = 3922;
const address = `http://localhost:${port}/console/large`;
const [mostMs, mostStatements, mostBytes] = [50, 6, 40_000];

/** Pages that are measured, with their addresses below that of the organization. */
const pages = [
  ['overview', ''],
  ['members, first page', '/members'],
  ['members, unprotected', '/members?status=unprotected'],
  ['members, with a text that all have', '/members?q=bench.example'],
  ['members, with one that one has', '/members?q=m-99999@'],
  ['members, with one that nobody has', '/members?q=nobody'],
  ['members, by address', '/members?sort=email'],
  ['members, owners by address', '/members?role=owner&sort=email'],
  ['members, suspended, who are none', '/members?suspended=true'],
] as const;

process.exitCode = (await inOwnDatabase(run)) ? 0 : 1;

async function run(databaseUrl: URL): Promise<boolean> {
  const proxy = await startCountingProxy(databaseUrl);
  const through = Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(proxy.port) });
  const world = await openBenchWorld(databaseUrl, { port, through });
  try {
    await fillOrganization(world.db, 'large', members);
    const browser = await ownerOf(world, address);
    const met: boolean[] = [];
    for (const [what, path] of pages) met.push(await measure({ browser, proxy, path }, what));
    return met.every((each) => each);
  } finally {
    await world.close();
    proxy.close();
  }
}

interface Measured {
  readonly browser: Browser;
  readonly proxy: CountingProxy;
  readonly path: string;
}

async function measure({ browser, proxy, path }: Measured, what: string): Promise<boolean> {
  const durations: number[] = [];
  // What the server does beside the request counts too, so the fewest are those of the request.
  let statements = Number.POSITIVE_INFINITY;
  let bytes = 0;
  const once = () => timed(async () => ({ bytes } = await read(browser, path)));
  await once();
  for (let index = 0; index < 100; index += 1) {
    proxy.take();
    durations.push(await once());
    statements = Math.min(statements, proxy.take());
  }
  const p95 = percentile(durations, 0.95);
  const row = [`${p95.toFixed(1)} ms p95`, `${statements} statements`, `${bytes} bytes`];
  console.log(what.padEnd(36) + row.map((cell) => cell.padStart(15)).join(''));
  return p95 <= mostMs && statements <= mostStatements && bytes <= mostBytes;
}

/** Not as pages of tests are: parsing one takes longer than drawing it. */
async function read(browser: Browser, path: string): Promise<{ readonly bytes: number }> {
  const cookie = await browser.jar.getCookieString(address);
  const response = await fetch(`${address}${path}`, { headers: { accept: 'text/html', cookie } });
  const { length } = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return { bytes: length };
}

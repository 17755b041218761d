/**
 * Large organizations: list, summary, preview and switching on for one of 100,000 members, then a midnight for a million
 * members in 10,000 organizations with sign-ins beside it.
 *
 *   DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres npx node bench/organization.ts [members] [organizations] [each]
 *
 * Exits 1 when a target is missed: first page 50 ms and summary 100 ms at p95, switching on 1 s, the sweep 15 minutes,
 * sign-ins beside it at most twice their usual p95.
 */
import { fillOrganization, fillOrganizations } from './organization/fill.ts';
import { apiToken, call, percentile, timed } from './organization/requests.ts';
import { measureSweep, untilIdle } from './organization/sweep.ts';
import { openBenchWorld } from './organization/world.ts';
import { inOwnDatabase } from './postgres.ts';

const [members = 100_000, organizations = 10_000, each = 100] = process.argv.slice(2).map(Number);
const port = 3921;

/** Pages that are measured, with their queries. */
const pages = [
  ['first page of members', ''],
  ['of the unprotected', '&status=unprotected'],
  ['of the pending, who are none', '&status=pending'],
  ['with a text that all have', '&q=bench.example'],
  ['with one that every fifth has', `&q=${encodeURIComponent('müller')}`],
  ['with one that every 1,000th has', `&q=${encodeURIComponent(' 123')}`],
  ['with one that one has', '&q=m-99999@'],
  ['with one that nobody has', '&q=nobody'],
  ['with a letter that nobody has', `&q=${encodeURIComponent('ß')}`],
  ['by name', '&sort=name'],
  ['by address', '&sort=email'],
  ['of owners, who are none, by name', '&role=owner&sort=name'],
  ['of the suspended, who are none, by address', '&suspended=true&sort=email'],
  ['whose exemption ends, of whom there is none', '&exempt_ends_before=2100-01-01T00:00:00Z'],
  ['without a factor, by name, with a text that one has', '&factor=none&sort=name&q=m-99999@'],
] as const;

const policy = {
  required: 'everyone',
  activation: 'immediately',
  sessions: 'end_now',
  enrollment_proof: 'none',
};

interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
}

const figures = await inOwnDatabase(run);
for (const { what, value, unit, target } of figures)
  console.log(`${what.padEnd(50)}${value.toFixed(1).padStart(10)} ${unit} (target ${target})`);
process.exitCode = figures.some(({ value, target }) => value > target) ? 1 : 0;

async function run(databaseUrl: URL): Promise<Figure[]> {
  const world = await openBenchWorld(databaseUrl, { port });
  try {
    await fillOrganization(world.db, 'large', members);
    const token = await apiToken(port);
    const large = await measureLarge(token);
    await fillOrganizations(world.db, organizations, each);
    await untilIdle(world.db);
    const swept = await measureSweep(world, port, organizations * each);
    return [...large, ...swept];
  } finally {
    await world.close();
  }
}

async function measureLarge(token: string): Promise<Figure[]> {
  const path = '/organizations/large';
  const get = (rest: string) => timed(() => call(port, token, 'GET', `${path}${rest}`));
  const page = (query: string) => repeat(40, () => get(`/members?limit=50${query}`));
  const figures: Figure[] = [];
  await get('/members');
  for (const [what, query] of pages)
    figures.push({
      what: `${what}, p95`,
      value: percentile(await page(query), 0.95),
      unit: 'ms',
      target: 50,
    });
  await get('/summary');
  const summaries = await repeat(40, () => get('/summary'));
  const beside: number[] = [];
  const other = setInterval(
    () => void get('/members?limit=10').then((duration) => beside.push(duration)),
    50,
  );
  const preview = await timed(() => call(port, token, 'POST', `${path}/enforcement/preview`, policy));
  clearInterval(other);
  const on = await timed(() => call(port, token, 'PUT', `${path}/enforcement`, policy));
  return [
    ...figures,
    { what: 'summary, p95', value: percentile(summaries, 0.95), unit: 'ms', target: 100 },
    { what: 'preview', value: preview, unit: 'ms', target: 2000 },
    { what: 'pages beside it, p95', value: percentile(beside, 0.95), unit: 'ms', target: 200 },
    { what: 'switching on', value: on, unit: 'ms', target: 1000 },
  ];
}

async function repeat(count: number, work: () => Promise<number>): Promise<number[]> {
  const durations: number[] = [];
  for (let index = 0; index < count; index += 1) durations.push(await work());
  return durations;
}

/**
 * Complete sign-ins (authorize -> password -> TOTP -> code -> token) beside the bare code flow of node-oidc-provider,
 * on the same PostgreSQL, in turns within one run.
 *
 *   DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres node bench/sign-in.ts [rounds] [sign-ins a round]
 *
 * Exits 1 when a target is missed: 24 statements a sign-in, server CPU without the password hash 2x that of the bare
 * flow, a bystander's discovery request under 20 ms at p95 while eight people sign in.
 *
 * The ratio of CPU is taken from sign-ins one at a time. With eight at once a hash of somebody else runs beside the
 * page of the next on the other core and evicts it from the shared cache, so that the page's own CPU time grows by
 * waiting for memory: part of the hash, which the figure leaves out. That ratio is printed too.
 *
 * Both servers are warm before anything is measured, and take turns every few sign-ins: what else the machine does then
 * falls on both alike.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startCountingProxy } from './sign-in/counting-proxy.ts';
import { measure, watchDiscovery } from './sign-in/measure.ts';
import { type Pair, type Rounds, report, type Statements } from './sign-in/report.ts';
import { signInBare, signInWithTotp } from './sign-in/visitor.ts';
import {
  clientOfBare,
  clientOfOurs,
  type Person,
  seedPeople,
  startBare,
  startOurs,
  visitorOf,
} from './sign-in/world.ts';

const administration = new URL(process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres');
const [rounds, perRound] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 80)];
/** So many people sign in at once where the figure is about a crowd. */
const crowd = 8;
/** So many sign-ins it takes until the machine code of both is in its final form; that is no cost of a sign-in. */
const untilWarm = 3000;
/** Sign-ins of one server before it is the other's turn. */
const turn = 10;

const name = `countersign_bench_${randomUUID().slice(0, 8)}`;
await administer(`CREATE DATABASE ${name}`);
try {
  process.exitCode = await run(Object.assign(new URL(administration), { pathname: `/${name}` }));
} finally {
  await administer(`DROP DATABASE ${name} WITH (FORCE)`);
}

async function run(databaseUrl: URL): Promise<number> {
  const people = await seedPeople(databaseUrl, 3 * rounds * perRound + untilWarm + 20);
  const take = (count = perRound) => people.splice(0, count);
  const statements = await countStatements(databaseUrl, people.splice(0, 20));
  const ours = await startOurs(databaseUrl.href, 3911);
  const bare = await startBare(databaseUrl.href, 3912);
  const [oursClient, bareClient] = [clientOfOurs(3911), clientOfBare(3912)];
  const measureBoth = async (batch: readonly Person[], atOnce: number): Promise<Pair> => ({
    ours: await measure(
      ours,
      batch.map((person) => () => signInWithTotp(oursClient, visitorOf(person))),
      atOnce,
    ),
    bare: await measure(
      bare,
      batch.map(
        ({ email }) =>
          () =>
            signInBare(bareClient, email),
      ),
      atOnce,
    ),
  });
  await measureBoth(take(untilWarm), crowd);
  const results: Rounds = { alone: [], together: [] };
  const discovery: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let left = perRound; left > 0; left -= turn)
      results.alone.push(await measureBoth(take(Math.min(turn, left)), 1));
    results.together.push(await measureBoth(take(), crowd));
    // In a part of its own: the bystander's requests would count as CPU of the sign-ins.
    const bystander = watchDiscovery(oursClient.issuer, discovery);
    await measureBoth(take(), crowd);
    await bystander.stop();
  }
  ours.stop();
  bare.stop();
  return report({ results, statements, discovery });
}

async function countStatements(databaseUrl: URL, people: readonly Person[]): Promise<Statements> {
  const proxy = await startCountingProxy(databaseUrl);
  const viaProxy = Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(proxy.port) });
  const ours = await startOurs(viaProxy.href, 3913);
  const bare = await startBare(viaProxy.href, 3914);
  const [warm, counted] = [people.slice(0, 2), people.slice(2)];
  const count = async (signIn: (person: Person) => Promise<void>): Promise<number> => {
    for (const person of warm) await signIn(person);
    proxy.take();
    for (const person of counted) await signIn(person);
    return proxy.take() / counted.length;
  };
  const statements = {
    ours: await count((person) => signInWithTotp(clientOfOurs(3913), visitorOf(person))),
    bare: await count(({ email }) => signInBare(clientOfBare(3914), email)),
  };
  ours.stop();
  bare.stop();
  proxy.close();
  return statements;
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

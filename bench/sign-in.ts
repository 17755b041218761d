/**
 * Complete sign-ins (authorize -> password -> TOTP -> code -> token) beside the bare code flow of node-oidc-provider,
 * on the same PostgreSQL, in turns within one run.
 *
 *   DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres npx node bench/sign-in.ts [rounds] [sign-ins a round]
 *
 * Exits 1 when a target is missed: 24 statements a sign-in, server CPU without the password hash 2x that of the bare
 * flow, a bystander's discovery request under 20 ms at p95 while eight people sign in.
 *
 * CPU without the hash is that of a second server, the same but for the hash (`sign-in/without-hash.ts`). Both it and
 * the bare flow are warm before anything is measured, and take turns every few sign-ins, one at a time: what else the
 * machine does then falls on both alike.
 */
import { inOwnDatabase } from './postgres.ts';
import { startCountingProxy } from './sign-in/counting-proxy.ts';
import { measure, watchDiscovery } from './sign-in/measure.ts';
import { type Contestant, type Rounds, report, type Statements } from './sign-in/report.ts';
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

const [rounds, perRound] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 80)];
/** So many people sign in at once where the figure is about a crowd. */
const crowd = 8;
/** The compiler of the runtime is still busy after 800 sign-ins (`--trace-opt`); that is no cost of a sign-in. */
const untilWarm = 3000;
/** Sign-ins of one server before it is the other's turn. */
const turn = 10;

process.exitCode = await inOwnDatabase(run);

async function run(databaseUrl: URL): Promise<number> {
  // Each round takes people for every contestant: alone for two of them, in a crowd for three, beside the bystander.
  const people = await seedPeople(databaseUrl, 2 * untilWarm + rounds * perRound * 6 + 20);
  const take = (count = perRound) => people.splice(0, count);
  const statements = await countStatements(databaseUrl, people.splice(0, 20));
  const servers = {
    ours: await startOurs(databaseUrl.href, 3911),
    withoutHash: await startOurs(databaseUrl.href, 3912, 'without-hash.ts'),
    bare: await startBare(databaseUrl.href, 3913),
  };
  const [ours, withoutHash, bare] = [clientOfOurs(3911), clientOfOurs(3912), clientOfBare(3913)];
  const signIn: Record<Contestant, (person: Person) => Promise<void>> = {
    ours: (person) => signInWithTotp(ours, visitorOf(person)),
    withoutHash: (person) => signInWithTotp(withoutHash, visitorOf(person)),
    bare: ({ email }) => signInBare(bare, email),
  };
  const measured = (who: Contestant, batch: readonly Person[], atOnce: number) =>
    measure(
      servers[who],
      batch.map((person) => () => signIn[who](person)),
      atOnce,
    );
  const inTurn = async (count: number, atOnce: number) => ({
    withoutHash: await measured('withoutHash', take(count), atOnce),
    bare: await measured('bare', take(count), atOnce),
  });
  await inTurn(untilWarm, crowd);
  await measured('ours', take(perRound), crowd);
  const results: Rounds = { alone: [], together: [] };
  const discovery: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let left = perRound; left > 0; left -= turn)
      results.alone.push(await inTurn(Math.min(turn, left), 1));
    results.together.push({
      ours: await measured('ours', take(), crowd),
      ...(await inTurn(perRound, crowd)),
    });
    // In a part of its own: the bystander's requests would count as CPU of the sign-ins.
    const bystander = watchDiscovery(ours.issuer, discovery);
    await measured('ours', take(), crowd);
    await bystander.stop();
  }
  for (const server of Object.values(servers)) server.stop();
  return report({ results, statements, discovery });
}

async function countStatements(databaseUrl: URL, people: readonly Person[]): Promise<Statements> {
  const proxy = await startCountingProxy(databaseUrl);
  const viaProxy = Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(proxy.port) });
  const ours = await startOurs(viaProxy.href, 3914);
  const bare = await startBare(viaProxy.href, 3915);
  const [warm, counted] = [people.slice(0, 2), people.slice(2)];
  const count = async (signIn: (person: Person) => Promise<void>): Promise<number> => {
    for (const person of warm) await signIn(person);
    proxy.take();
    for (const person of counted) await signIn(person);
    return proxy.take() / counted.length;
  };
  const statements = {
    ours: await count((person) => signInWithTotp(clientOfOurs(3914), visitorOf(person))),
    bare: await count(({ email }) => signInBare(clientOfBare(3915), email)),
  };
  ours.stop();
  bare.stop();
  proxy.close();
  return statements;
}

/**
 * Complete sign-ins (authorize -> password -> TOTP -> code -> token) beside the bare code flow of node-oidc-provider,
 * on the same PostgreSQL, in turns within one run.
 *
 *   DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres node bench/sign-in.ts [rounds] [sign-ins a round]
 *
 * Exits 1 when a target is missed: 24 statements a sign-in, server CPU without the password hash 2x that of the bare
 * flow, a bystander's discovery request under 20 ms at p95 while eight people sign in.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createPasswordHasher } from '../src/accounts/password-hashing.ts';
import { newTotpSecret, totpCode } from '../src/authenticators/totp.ts';
import { shippedPlans } from '../src/config/plans.ts';
import { applyDocument } from '../src/seeding/apply.ts';
import { readSeedingDocument } from '../src/seeding/document.ts';
import { migrate } from '../src/storage/migrate.ts';
import { openDatabase } from '../src/storage/open-database.ts';
import { openStores } from '../src/storage/open-stores.ts';
import { createSealer } from '../src/storage/sealing.ts';
import { startCountingProxy } from './sign-in/counting-proxy.ts';
import type { Cpu } from './sign-in/cpu-answer.ts';
import { postgresCpuMs, startProcess } from './sign-in/processes.ts';
import { signInBare, signInWithTotp } from './sign-in/visitor.ts';

const administration = new URL(process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres');
const [rounds, perRound] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 80)];
const atOnce = 8;
const key = Buffer.alloc(32, 3);
const password = 'correct horse battery staple';
const targets = { statements: 24, cpuRatio: 2, discoveryP95Ms: 20 };

interface Person {
  readonly email: string;
  readonly secret: string;
}

interface Round {
  readonly perSecond: number;
  /** All of it, and what of it the thread pool did: password hashes and signatures. */
  readonly serverCpuMs: number;
  readonly poolCpuMs: number;
  readonly postgresCpuMs: number;
}

const name = `countersign_bench_${randomUUID().slice(0, 8)}`;
await administer(`CREATE DATABASE ${name}`);
try {
  process.exitCode = await run(Object.assign(new URL(administration), { pathname: `/${name}` }));
} finally {
  await administer(`DROP DATABASE ${name} WITH (FORCE)`);
}

async function run(databaseUrl: URL): Promise<number> {
  const people = await seedPeople(databaseUrl, rounds * perRound + 20);
  const proxy = await startCountingProxy(databaseUrl);
  const viaProxy = Object.assign(new URL(databaseUrl), {
    hostname: '127.0.0.1',
    port: String(proxy.port),
  }).href;
  const statements = await countStatements(viaProxy, proxy, people.splice(0, 20));
  proxy.close();
  const ours = await startOurs(databaseUrl.href, 3911);
  const bare = await startBare(databaseUrl.href, 3912);
  const oursClient = clientAt(3911, 'bench', 'bench-secret');
  const bareClient = clientAt(3912, 'bare', 'bare-secret');
  const results: { ours: Round; bare: Round }[] = [];
  const discovery: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const batch = people.splice(0, perRound);
    const bystander = watchDiscovery(oursClient.issuer, discovery);
    const measured = await measure(
      ours,
      batch.map((person) => () => signInWithTotp(oursClient, visitorOf(person))),
    );
    await bystander.stop();
    results.push({
      ours: measured,
      bare: await measure(
        bare,
        batch.map(
          ({ email }) =>
            () =>
              signInBare(bareClient, email),
        ),
      ),
    });
  }
  ours.stop();
  bare.stop();
  return report({ results, statements, discoveryP95Ms: percentile(discovery, 0.95) });
}

function report(figures: {
  results: readonly { ours: Round; bare: Round }[];
  statements: { ours: number; bare: number };
  discoveryP95Ms: number;
}): number {
  const { results, statements, discoveryP95Ms } = figures;
  const middle = (pick: (result: { ours: Round; bare: Round }) => number) =>
    percentile(results.map(pick), 0.5);
  const ratios = results.map(({ ours, bare }) => withoutHash(ours, bare) / bare.serverCpuMs);
  const cpuRatio = percentile(ratios, 0.5);
  const rows = [
    ['', 'Countersign', 'bare flow'],
    [
      'sign-ins per second',
      middle((r) => r.ours.perSecond).toFixed(1),
      middle((r) => r.bare.perSecond).toFixed(1),
    ],
    [
      'server CPU a sign-in, ms',
      middle((r) => r.ours.serverCpuMs).toFixed(1),
      middle((r) => r.bare.serverCpuMs).toFixed(1),
    ],
    ['  without the password hash', middle((r) => withoutHash(r.ours, r.bare)).toFixed(1), '-'],
    [
      'PostgreSQL CPU a sign-in, ms',
      middle((r) => r.ours.postgresCpuMs).toFixed(1),
      middle((r) => r.bare.postgresCpuMs).toFixed(1),
    ],
    ['statements a sign-in', statements.ours.toFixed(1), statements.bare.toFixed(1)],
  ];
  for (const [label = '', ours = '', bare = ''] of rows)
    console.log(`${label.padEnd(30)}${ours.padStart(12)}${bare.padStart(12)}`);
  console.log(`CPU ratio without the hash: ${cpuRatio.toFixed(2)} (target ${targets.cpuRatio})`);
  console.log(
    `discovery for a bystander, p95: ${discoveryP95Ms.toFixed(1)} ms (target ${targets.discoveryP95Ms})`,
  );
  const isGood =
    statements.ours <= targets.statements &&
    cpuRatio <= targets.cpuRatio &&
    discoveryP95Ms <= targets.discoveryP95Ms;
  return isGood ? 0 : 1;
}

/** The pool does the hash and, like that of the bare flow, one signature: what it does beyond that is the hash. */
function withoutHash(ours: Round, bare: Round): number {
  return ours.serverCpuMs - (ours.poolCpuMs - bare.poolCpuMs);
}

async function countStatements(
  databaseUrl: string,
  proxy: { take(): number },
  people: readonly Person[],
): Promise<{ ours: number; bare: number }> {
  const ours = await startOurs(databaseUrl, 3913);
  const bare = await startBare(databaseUrl, 3914);
  const warm = people.slice(0, 2);
  for (const person of warm) await signInWithTotp(clientAt(3913, 'bench', 'bench-secret'), visitorOf(person));
  proxy.take();
  const counted = people.slice(2);
  for (const person of counted)
    await signInWithTotp(clientAt(3913, 'bench', 'bench-secret'), visitorOf(person));
  const ofOurs = proxy.take() / counted.length;
  await signInBare(clientAt(3914, 'bare', 'bare-secret'), 'warm');
  proxy.take();
  for (const { email } of counted) await signInBare(clientAt(3914, 'bare', 'bare-secret'), email);
  const ofBare = proxy.take() / counted.length;
  ours.stop();
  bare.stop();
  return { ours: ofOurs, bare: ofBare };
}

async function measure(
  server: { cpu(): Promise<Cpu> },
  signIns: readonly (() => Promise<void>)[],
): Promise<Round> {
  const [cpuBefore, postgresBefore, startedAt] = [
    await server.cpu(),
    postgresCpuMs() ?? 0,
    performance.now(),
  ];
  const queue = [...signIns];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = await server.cpu();
  return {
    perSecond: signIns.length / seconds,
    serverCpuMs: (cpuAfter.total - cpuBefore.total) / signIns.length,
    poolCpuMs: (cpuAfter.pool - cpuBefore.pool) / signIns.length,
    postgresCpuMs: ((postgresCpuMs() ?? 0) - postgresBefore) / signIns.length,
  };
}

/** Asks for the discovery document every 20 ms until it is stopped. */
function watchDiscovery(issuer: string, durations: number[]): { stop(): Promise<void> } {
  let isRunning = true;
  const watch = async () => {
    while (isRunning) {
      const startedAt = performance.now();
      await (await fetch(`${issuer}/.well-known/openid-configuration`)).arrayBuffer();
      durations.push(performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const done = watch();
  return {
    async stop() {
      isRunning = false;
      await done;
    },
  };
}

async function seedPeople(databaseUrl: URL, count: number): Promise<Person[]> {
  const people = Array.from({ length: count }, (_, index) => ({
    email: `p${index}@bench.example`,
    secret: newTotpSecret(),
  }));
  const hasher = createPasswordHasher();
  const hash = await hasher.hash(password);
  const database = await openDatabase({
    databaseUrl: databaseUrl.href,
    dataDirectory: '',
    poolSize: 4,
    statementTimeoutMs: 60_000,
    poolWaitMs: 5000,
    onPoolError: () => undefined,
  });
  await migrate(database);
  const db = openStores(database.dataSource, createSealer([key]), () => new Date());
  const document = readSeedingDocument(
    JSON.stringify({
      users: people.map(({ email, secret }) => ({
        email,
        email_verified: true,
        password_hash: hash,
        totp: { secret },
      })),
      organizations: [
        {
          slug: 'bench',
          plan: 'enterprise',
          enforcement: { required: 'everyone', activation: 'immediately', sessions: 'keep' },
          members: people.map(({ email }, index) => ({ email, role: index === 0 ? 'owner' : 'member' })),
        },
      ],
      clients: [
        {
          client_id: 'bench',
          client_secret: 'bench-secret',
          redirect_uris: ['http://localhost:1/callback'],
          grant_types: ['authorization_code', 'refresh_token'],
          first_party: true,
        },
      ],
    }),
  );
  if (!document.ok) throw new Error(JSON.stringify(document.problems));
  const deps = { db, hasher, plans: shippedPlans, defaultPlan: 'enterprise' };
  await applyDocument(deps, document.document, 'write', new Date());
  await database.close();
  return people;
}

function visitorOf({ email, secret }: Person) {
  const code = () => totpCode({ secret, period: 30, digits: 6, algorithm: 'SHA1' }, Date.now());
  return { email, password, code };
}

function startOurs(databaseUrl: string, port: number) {
  const env = {
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    SECRET_KEYS: key.toString('base64'),
    NODE_ENV: 'production',
  };
  return startProcess('countersign-server.ts', env);
}

function startBare(databaseUrl: string, port: number) {
  return startProcess('bare-provider.ts', {
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    NODE_ENV: 'production',
  });
}

function clientAt(port: number, clientId: string, clientSecret: string) {
  return { issuer: `http://localhost:${port}`, clientId, clientSecret };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
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

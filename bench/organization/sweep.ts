import { setTimeout as pause } from 'node:timers/promises';
import { totpCode } from '../../src/authenticators/totp.ts';
import type { OpenDb } from '../../src/stores.ts';
import { signInWithTotp } from '../sign-in/visitor.ts';
import { strikeMidnight } from './fill.ts';
import { memoryFigures, tenOf, watchMemory } from './memory.ts';
import { percentile, timed } from './requests.ts';
import { type BenchWorld, benchPassword } from './world.ts';

/** Seconds of sign-ins before the sweep, for comparison. */
const quietSeconds = 60;

/** Milliseconds from one sign-in to the next. */
const signInEveryMs = 250;

/** Midnight strikes, and the server sweeps while people sign in at it; then it tells applications of the ended sessions. */
export async function measureSweep({ db, people, server }: BenchWorld, port: number, members: number) {
  const waiting = [...people];
  const quiet = await whileSigningIn(waiting, port, () => pause(quietSeconds * 1000));
  const memory = await watchMemory(server);
  await strikeMidnight(db);
  const startedAt = performance.now();
  const busy = await whileSigningIn(waiting, port, () => untilSwept(db));
  const sweptAt = performance.now();
  const after = await whileSigningIn(waiting, port, () => untilIdle(db));
  const [minutes, more] = [minutesBetween(startedAt, sweptAt), minutesBetween(sweptAt, performance.now())];
  const used = await memory();
  const ended = await count(db, "FROM audit_events WHERE type = 'account.sessions_ended'");
  const left = await count(
    db,
    `FROM provider_records p JOIN session_records s ON s.uid_hash = p.uid_hash JOIN users u ON u.id = s.user_id
     WHERE p.model = 'Session' AND s.user_epoch < u.epoch`,
  );
  console.log(
    `${members} members, sessions of ${ended} ended, records of ${left} left ${more.toFixed(1)} minutes later\n` +
      `memory of the server, MiB: ${tenOf(used.resident).map(Math.round).join(', ')}\n` +
      `sign-ins: ${told(quiet)} before, ${told(busy)} beside the sweep, ${told(after)} after it`,
  );
  return [
    { what: 'the sweep', value: minutes, unit: 'minutes', target: 15 },
    ...memoryFigures(used),
    {
      what: 'sign-ins beside it, p95 to the usual',
      value: percentile([...busy, ...after], 0.95) / percentile(quiet, 0.95),
      unit: 'x',
      target: 2,
    },
  ];
}

function minutesBetween(from: number, to: number): number {
  return (to - from) / 60_000;
}

function told(durations: readonly number[]): string {
  const [median, late] = [percentile(durations, 0.5), percentile(durations, 0.95)];
  return `${durations.length} with ${median.toFixed(0)} ms, p95 ${late.toFixed(0)} ms`;
}

/** Until nothing is due any more. */
async function untilSwept(db: OpenDb): Promise<void> {
  do await pause(1000);
  while ((await count(db, 'FROM due_work WHERE due_at <= now()')) > 0);
}

/** Waits until nothing that follows from earlier work is left to do. */
export async function untilIdle(db: OpenDb): Promise<void> {
  const left = () =>
    count(
      db,
      `FROM (SELECT 1 FROM pgboss.job WHERE state < 'completed' UNION ALL SELECT 1 FROM due_work WHERE due_at <= now()) x`,
    );
  while ((await left()) > 0) await pause(1000);
}

async function count({ sql }: OpenDb, from: string): Promise<number> {
  const [row] = await sql<{ count: number }>(`SELECT count(*)::int AS count ${from}`);
  return row?.count ?? 0;
}

/** Milliseconds of each sign-in that began while `work` ran; after the last of the people comes the first again. */
async function whileSigningIn(
  waiting: { readonly email: string; readonly secret: string }[],
  port: number,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const durations: number[] = [];
  const running: Promise<void>[] = [];
  const client = { issuer: `http://localhost:${port}`, clientId: 'bench', clientSecret: 'bench-secret' };
  const timer = setInterval(() => {
    const person = waiting.shift();
    if (person === undefined) return;
    waiting.push(person);
    const { email, secret } = person;
    const code = () => totpCode({ secret, period: 30, digits: 6, algorithm: 'SHA1' }, Date.now());
    const signIn = timed(() => signInWithTotp(client, { email, password: benchPassword, code }));
    running.push(signIn.then((duration) => void durations.push(duration)));
  }, signInEveryMs);
  await work();
  clearInterval(timer);
  await Promise.all(running);
  return durations;
}

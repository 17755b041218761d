import { totpCode } from '../../src/authenticators/totp.ts';
import { shippedPlans } from '../../src/config/plans.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { dueHandlers } from '../../src/organizations/due-handlers.ts';
import { signInWithTotp } from '../sign-in/visitor.ts';
import { percentile, timed } from './requests.ts';
import { type BenchWorld, benchPassword } from './world.ts';

/** Seconds of sign-ins before the sweep, for comparison. */
const quietSeconds = 15;

/** Sweeps in this process while people sign in at the server, two a second. */
export async function measureSweep({ db, people }: BenchWorld, port: number, members: number) {
  const waiting = [...people];
  const quiet = await whileSigningIn(waiting, port, () => pause(quietSeconds * 1000));
  let batches = 0;
  const onFailure = (_work: unknown, error: unknown) => {
    throw error;
  };
  const [memoryBefore, startedAt] = [process.memoryUsage.rss(), performance.now()];
  const busy = await whileSigningIn(waiting, port, async () => {
    const { done } = await sweep({ db, handlers: dueHandlers(shippedPlans), onFailure }, new Date());
    batches = Object.values(done).reduce((sum, count) => sum + count, 0);
  });
  const minutes = (performance.now() - startedAt) / 60_000;
  const grownMb = (process.memoryUsage.rss() - memoryBefore) / 2 ** 20;
  const [usual, beside] = [percentile(quiet, 0.95), percentile(busy, 0.95)];
  console.log(
    `${batches} batches for ${members} members; sign-in p95 ${usual.toFixed(0)} ms before, ${beside.toFixed(0)} ms beside`,
  );
  return [
    { what: 'the sweep', value: minutes, unit: 'minutes', target: 15 },
    { what: 'memory it takes', value: grownMb, unit: 'MiB', target: 200 },
    { what: 'sign-ins beside it, p95 to the usual', value: beside / usual, unit: 'x', target: 2 },
  ];
}

/** Milliseconds of each sign-in that began while `work` ran. */
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
    const { email, secret } = person;
    const code = () => totpCode({ secret, period: 30, digits: 6, algorithm: 'SHA1' }, Date.now());
    const signIn = timed(() => signInWithTotp(client, { email, password: benchPassword, code }));
    running.push(signIn.then((duration) => void durations.push(duration)));
  }, 500);
  await work();
  clearInterval(timer);
  await Promise.all(running);
  return durations;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

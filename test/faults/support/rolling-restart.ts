import type { Application } from '../../harness/application.ts';
import { until } from '../../harness/until.ts';
import { signIn, type TestPerson } from '../../harness/world.ts';
import { askForTokens } from '../../processes/support/tokens.ts';
import { BalancedBrowser, Balancer, type FailedRequest } from './balancer.ts';
import { type Crowd, seedCrowd } from './fault-people.ts';
import { busyMachineMs, type FaultWorld, startAnywhere } from './fault-world.ts';

export interface RestartFigures {
  readonly restarts: number;
  readonly answered: number;
  readonly failed: readonly FailedRequest[];
  /** Sign-ins that did not end with tokens, and how they ended. */
  readonly lost: readonly string[];
  readonly completed: number;
  /** From SIGTERM to the end, the longest. */
  readonly slowestStopMs: number;
  /** Exit codes that were not 0. */
  readonly exitCodes: readonly (number | null)[];
}

/** Servers are replaced one after the other while people sign in through a balancer. */
export async function restartUnderLoad(
  world: FaultWorld,
  { restarts, atOnce }: { readonly restarts: number; readonly atOnce: number },
): Promise<RestartFigures> {
  const crowd = await seedCrowd(world, { members: 40 });
  let [oldest, other] = await Promise.all([startAnywhere(world), startAnywhere(world)]);
  const balancer = new Balancer([oldest, other]);
  const load = startLoad(world, balancer, crowd, atOnce);
  const [exitCodes, stops]: [(number | null)[], number[]] = [[], []];
  for (let count = 0; count < restarts; count += 1) {
    const next = await startAnywhere(world);
    await load.untilCompleted(atOnce);
    balancer.add(next);
    const { code, tookMs } = await oldest.stop();
    balancer.remove(oldest);
    stops.push(tookMs);
    if (code !== 0) exitCodes.push(code);
    [oldest, other] = [other, next];
  }
  await load.untilCompleted(atOnce);
  await load.stop();
  await Promise.all([oldest.stop(), other.stop()]);
  const { answered, failed } = balancer;
  const { lost, completed } = load;
  return {
    restarts,
    answered,
    failed,
    lost,
    completed: completed(),
    slowestStopMs: Math.max(...stops),
    exitCodes,
  };
}

interface Load {
  readonly lost: readonly string[];
  completed(): number;
  /** Resolves when so many more sign-ins are complete. */
  untilCompleted(count: number): Promise<void>;
  stop(): Promise<void>;
}

function startLoad(world: FaultWorld, balancer: Balancer, crowd: Crowd, atOnce: number): Load {
  const lost: string[] = [];
  let [completed, isRunning] = [0, true];
  const worker = async (first: number) => {
    for (let turn = first; isRunning; turn += atOnce) {
      const person = crowd.people[turn % crowd.people.length];
      if (person === undefined) throw new Error('the crowd is empty');
      const browser = new BalancedBrowser(world.issuer, balancer);
      const outcome = await signInOnce(balancer, browser, crowd.application(), person).catch(String);
      if (outcome === 'tokens') completed += 1;
      else lost.push(outcome);
    }
  };
  const workers = Array.from({ length: atOnce }, (_, index) => worker(index));
  return {
    lost,
    completed: () => completed,
    async untilCompleted(count) {
      const wanted = completed + count;
      await until(`${wanted} sign-ins`, () => completed >= wanted || lost.length >= 50, busyMachineMs);
    },
    async stop() {
      isRunning = false;
      await Promise.all(workers);
    },
  };
}

async function signInOnce(
  balancer: Balancer,
  browser: BalancedBrowser,
  application: Application,
  person: TestPerson,
): Promise<string> {
  const { answer } = await signIn(application, person, { browser });
  if (answer.location === null) return `${answer.name} with ${answer.status}`;
  const body = application.redemption(answer);
  return balancer.ask('POST', '/token', async (server) => {
    const response = await askForTokens(server, application, body);
    const text = await response.text();
    return response.ok ? 'tokens' : `${response.status} ${text}`;
  });
}

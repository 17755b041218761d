import { Browser } from '../../harness/browser.ts';
import { codeOf, passPassword, signIn, type TestPerson } from '../../harness/world.ts';
import type { Crowd } from './fault-people.ts';

/** Requests that need no password, made beside a surge; milliseconds each took, and what failed. */
export interface BystanderFigures {
  readonly tokenMs: readonly number[];
  readonly userinfoMs: readonly number[];
  readonly keysMs: readonly number[];
  readonly singleSignOnMs: readonly number[];
  readonly secondFactorMs: readonly number[];
  readonly failures: readonly string[];
}

export interface Bystanders {
  stop(): Promise<BystanderFigures>;
}

/** Somebody who has proven their password before the surge. */
interface AtChallenge {
  readonly browser: Browser;
  readonly url: string;
  readonly person: TestPerson;
}

/** People at the code page; each of their codes counts once. A few come at a time: all of them would be too many. */
export async function openChallenges(crowd: Crowd): Promise<AtChallenge[]> {
  const waiting = [...crowd.people];
  const challenges: AtChallenge[] = [];
  const worker = async () => {
    for (let person = waiting.shift(); person !== undefined; person = waiting.shift()) {
      const browser = new Browser();
      const { answer } = await passPassword(crowd.application(), person, { browser });
      if (answer.name !== 'challenge') throw new Error(`not at the code page: ${answer.name}`);
      challenges.push({ browser, url: answer.url, person });
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return challenges;
}

/**
 * One application and one person with a live session, each asking again as soon as it was answered and a short while has
 * passed, and people who finish their sign-in one after the other, the last of them after so many seconds.
 * @param crowd whose first person needs no second factor
 */
export async function startBystanders(
  issuer: string,
  crowd: Crowd,
  challenges: readonly AtChallenge[],
  { everyMs, seconds }: { readonly everyMs: number; readonly seconds: number },
): Promise<Bystanders> {
  const [person] = crowd.people;
  if (person === undefined) throw new Error('the crowd is empty');
  const figures = { tokenMs: [], userinfoMs: [], keysMs: [], singleSignOnMs: [], secondFactorMs: [] };
  const failures: string[] = [];
  const [application, browser] = [crowd.application(), new Browser()];
  const { answer } = await signIn(application, person, { browser });
  let tokens = await application.redeem(answer);
  let isRunning = true;
  const note = (name: keyof typeof figures, startedAt: number, isGood: boolean, what: unknown) => {
    (figures[name] as number[]).push(performance.now() - startedAt);
    if (!isGood) failures.push(`${name}: ${what}`);
  };
  const loop = async (ask: () => Promise<void>, restMs = everyMs) => {
    while (isRunning) {
      const startedAt = performance.now();
      await ask();
      const left = restMs - (performance.now() - startedAt);
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    }
  };
  const get = async (name: 'userinfoMs' | 'keysMs', path: string, headers: Record<string, string>) => {
    const startedAt = performance.now();
    const response = await fetch(`${issuer}${path}`, { headers });
    await response.arrayBuffer();
    note(name, startedAt, response.ok, response.status);
  };
  const waiting = [...challenges];
  const loops = [
    loop(async () => {
      const startedAt = performance.now();
      const refreshed = await application.refresh(tokens.refresh_token ?? '').catch(String);
      note('tokenMs', startedAt, typeof refreshed !== 'string', refreshed);
      if (typeof refreshed !== 'string') tokens = { ...tokens, ...refreshed };
    }),
    loop(() => get('userinfoMs', '/me', { authorization: `Bearer ${tokens.access_token}` })),
    loop(() => get('keysMs', '/jwks', {})),
    loop(async () => {
      const url = await crowd.application().authorizationUrl({ prompt: 'none' });
      const startedAt = performance.now();
      const { location, status } = await browser.request(url);
      note('singleSignOnMs', startedAt, location?.includes('code=') === true, location ?? status);
    }),
    loop(
      async () => {
        const next = waiting.shift();
        if (next === undefined) return;
        const fields = { action: 'continue', code: codeOf(next.person.secret ?? '') };
        const startedAt = performance.now();
        const { status } = await next.browser.post(next.url, fields);
        note('secondFactorMs', startedAt, status === 303, status);
      },
      (seconds * 1000) / challenges.length,
    ),
  ];
  return {
    async stop() {
      isRunning = false;
      await Promise.all(loops);
      return { ...figures, failures };
    },
  };
}

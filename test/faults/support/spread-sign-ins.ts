import { randomInt } from 'node:crypto';
import type { IDToken } from 'openid-client';
import type { Browser } from '../../harness/browser.ts';
import { until } from '../../harness/until.ts';
import { everyoneNow, signIn, type TestPerson } from '../../harness/world.ts';
import type { ServerProcess } from '../../processes/support/server-process.ts';
import { RoutedBrowser } from '../../processes/support/spread.ts';
import { askForTokens } from '../../processes/support/tokens.ts';
import { wrongAmr } from './amr-oracle.ts';
import { type Crowd, operatorIn, seedCrowd } from './fault-people.ts';
import type { FaultWorld } from './fault-world.ts';

export interface SpreadFigures {
  readonly signIns: number;
  /** Sign-ins that did not end with tokens, and how they ended. */
  readonly lost: readonly string[];
  /** I1. */
  readonly wrongAmr: readonly string[];
}

/** Each person signs in once, so many at a time; every single request goes to a server drawn by lot. */
export async function signInEverywhere(
  world: FaultWorld,
  { signIns, atOnce }: { readonly signIns: number; readonly atOnce: number },
): Promise<SpreadFigures> {
  const servers = [world.steady, await world.fragile()];
  const options = { members: signIns, withTotp: 'everybody', enforcement: everyoneNow } as const;
  const crowd = await seedCrowd(world, options);
  const waiting = [...crowd.people];
  const lost: string[] = [];
  const tokens: IDToken[] = [];
  const worker = async () => {
    for (let person = waiting.shift(); person !== undefined; person = waiting.shift()) {
      const outcome = await signInOnce(world, servers, crowd, person);
      if (typeof outcome === 'string') lost.push(outcome);
      else tokens.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { signIns, lost, wrongAmr: await wrongAmr(world.db, tokens) };
}

async function signInOnce(
  { issuer }: FaultWorld,
  servers: readonly ServerProcess[],
  crowd: Crowd,
  person: TestPerson,
): Promise<IDToken | string> {
  const application = crowd.application();
  const browser = new RoutedBrowser(issuer, () => drawn(servers));
  const { answer } = await signIn(application, person, { browser });
  if (answer.location === null) return `${answer.name} with ${answer.status}`;
  const response = await askForTokens(drawn(servers), application, application.redemption(answer));
  if (!response.ok) return `tokens: ${response.status} ${await response.text()}`;
  const { id_token: token } = (await response.json()) as { id_token: string };
  return claimsOf(token);
}

/** Read without verifying it: other tests do that, and this one makes thousands. */
function claimsOf(token: string): IDToken {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

function drawn(servers: readonly ServerProcess[]): ServerProcess {
  const server = servers[randomInt(servers.length)];
  if (server === undefined) throw new Error('there is no server');
  return server;
}

/**
 * A policy is switched on at one server while somebody without a second factor asks at the other.
 * @returns milliseconds from its acceptance until the other one refused, the longest of all rounds
 */
export async function policySeenElsewhere(world: FaultWorld, rounds: number): Promise<number> {
  const operator = await operatorIn(world);
  const fragile = await world.fragile();
  let longestMs = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [changing, asking] = round % 2 === 0 ? [world.steady, fragile] : [fragile, world.steady];
    const crowd = await seedCrowd(world, { members: 1 });
    const [person] = crowd.people;
    if (person === undefined) throw new Error('the crowd is empty');
    const browser = new RoutedBrowser(world.issuer, () => asking);
    await signIn(crowd.application(), person, { browser });
    if (!(await isLetIn(crowd, browser))) throw new Error('refused before anything was required');
    const policy = { ...everyoneNow, enrollment_proof: 'none' };
    const api = await operator.at(changing);
    const { status } = await api.put(`/organizations/${crowd.slug}/enforcement`, policy);
    if (status !== 200) throw new Error(`the policy was refused with ${status}`);
    const acceptedAt = performance.now();
    let askedAt = acceptedAt;
    await until('the policy to be followed', async () => {
      if (!(await isLetIn(crowd, browser))) return true;
      askedAt = performance.now();
      return false;
    });
    longestMs = Math.max(longestMs, askedAt - acceptedAt);
  }
  return longestMs;
}

/** Without a page, as the live session alone allows. */
async function isLetIn(crowd: Crowd, browser: Browser): Promise<boolean> {
  const url = await crowd.application().authorizationUrl({ prompt: 'none' });
  const { location } = await browser.request(url);
  return location?.includes('code=') === true;
}

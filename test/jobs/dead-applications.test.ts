import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { auditOf } from '../attacks/support/audit-rows.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';
import {
  type RelyingParty,
  registerRelyingParty,
  signOutEverywhere,
  visit,
} from './support/relying-parties.ts';

const counts = { answering: 14, dead: 4, slow: 2 };

/** The longest that a person waits for the page of the sign-out, milliseconds. */
const longestPageMs = 1000;

/** Applications of which some are down and some take their time; each has a session of the same person. */
interface Landscape {
  readonly answering: readonly RelyingParty[];
  readonly dead: readonly RelyingParty[];
  readonly slow: readonly RelyingParty[];
  /** Answers of the slow ones that are still owed. */
  readonly owed: ServerResponse[];
  readonly browser: Browser;
}

describe('R14: twenty applications of which four are dead and two are slow', () => {
  let world: World;
  let land: Landscape;

  const runJobs = () => world.server.countersign.jobs.runDue(new Date());

  beforeEach(async () => {
    world = await createWorld();
    land = await landscape(world);
  });

  afterEach(async () => {
    for (const response of land.owed) response.end();
    await Promise.all([...land.answering, ...land.slow].map(({ receiver }) => receiver.close()));
  });

  it('do not keep whoever signs out at one of them waiting', async () => {
    const { browser } = land;
    const confirm = await browser.open(`${world.server.issuer}/session/end`);
    expect(confirm.name).to.equal('logout-confirm');
    const startedAt = performance.now();
    expect((await browser.submit(confirm)).name).to.equal('signed-out');
    expect(performance.now() - startedAt).to.be.below(longestPageMs);
    const running = runJobs();
    await allTold(land.answering);
    await answerOwed(land);
    await running;
    await allTold(land.slow);
  });

  it('do not keep each other waiting, and the dead ones are given up in the end', async () => {
    await signOutEverywhere(world.server, world.greta.email);
    const running = runJobs();
    await allTold(land.answering);
    expect(await lost(world)).to.deep.equal([]);
    await answerOwed(land);
    await running;
    travel(70);
    await runJobs();
    // On a machine that stood still for five seconds an answer came too late, and that application was told again.
    const told = timesTold(land.answering);
    // Within what a slow machine takes for the test itself.
    for (const seconds of [310, 1740]) {
      travel(seconds);
      await runJobs();
    }
    expect(await lost(world)).to.deep.equal([]);
    travel(120);
    await runJobs();
    const given = await lost(world);
    expect(given.map(({ client }) => client)).to.have.members(land.dead.map(({ clientId }) => clientId));
    for (const { reason } of given) expect(reason).to.equal('ECONNREFUSED');
    expect(timesTold(land.answering)).to.deep.equal(told);
  });
});

async function landscape(world: World): Promise<Landscape> {
  const { server } = world;
  const owed: ServerResponse[] = [];
  const many = (count: number, options: Parameters<typeof registerRelyingParty>[1] = {}) =>
    Promise.all(Array.from({ length: count }, () => registerRelyingParty(server, options)));
  const [answering, dead, slow] = await Promise.all([
    many(counts.answering),
    many(counts.dead),
    many(counts.slow, { behaviour: (response) => void owed.push(response) }),
  ]);
  const browser = new Browser();
  await signIn(world.application, world.greta, { browser });
  for (const each of [...answering, ...dead, ...slow]) await visit(each, browser);
  await Promise.all(dead.map(({ receiver }) => receiver.close()));
  return { answering, dead, slow, owed, browser };
}

/** Resolves when each application has been told, in whatever order. */
async function allTold(applications: readonly RelyingParty[]): Promise<void> {
  await Promise.all(applications.map(({ receiver }) => receiver.told));
}

function timesTold(applications: readonly RelyingParty[]): readonly number[] {
  return applications.map(({ receiver }) => receiver.received.length);
}

async function answerOwed({ slow, owed }: Landscape): Promise<void> {
  await allTold(slow);
  for (const response of owed.splice(0)) response.end();
}

/** What was given up about the person. */
async function lost({ server, greta }: World) {
  const rows = await auditOf(server, greta.email);
  return rows.filter(({ type }) => type === 'logout.delivery_failed').map(({ detail }) => detail);
}

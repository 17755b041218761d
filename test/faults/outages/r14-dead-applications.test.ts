import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { auditOf } from '../../attacks/support/audit-rows.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { freshDatabase, type OwnDatabase } from '../../harness/database.ts';
import type { Behaviour } from '../../harness/receiver.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';
import { type RelyingParty, registerRelyingParty, visit } from '../../jobs/support/relying-parties.ts';
import { signOutOfMany } from '../support/sign-out-of-many.ts';

/** What R14 allows: for the page of a sign-out, and until an application has been told, milliseconds. */
const [longestPageMs, longestWaitMs] = [1000, 5000];

const counts = { answering: 12, silent: 3, hostile: 3 };

/** What applications do that are neither well nor away: an error, a broken connection, a redirect to elsewhere. */
const hostile: readonly Behaviour[] = [
  (response) => void response.writeHead(500).end('no'),
  (response) => void response.destroy(),
  (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
];

describe('R14: applications that are down, slow or broken at a sign-out', () => {
  let own: OwnDatabase;
  let server: TestServer;
  let world: World;
  let browser: Browser;
  let all: RelyingParty[];
  let owed: ServerResponse[];

  before(async () => {
    own = await freshDatabase();
  });

  after(() => own.dispose());

  beforeEach(async () => {
    server = await startTestServer({ database: own.database });
    world = await createWorld({ server });
    browser = new Browser();
    [all, owed] = [[], []];
    await signIn(world.application, world.greta, { browser });
  });

  afterEach(async () => {
    for (const response of owed) response.end();
    await server.countersign.jobs.stop();
    await Promise.all(all.map(({ receiver }) => receiver.close()));
    await server.stop();
  });

  /** So many applications with a session of Greta's. */
  async function register(behaviours: readonly (Behaviour | undefined)[]): Promise<readonly RelyingParty[]> {
    const made = [];
    for (const behaviour of behaviours) {
      const party = await registerRelyingParty(server, behaviour === undefined ? {} : { behaviour });
      await visit(party, browser);
      made.push(party);
    }
    all.push(...made);
    return made;
  }

  async function signOut(): Promise<number> {
    const confirm = await browser.open(`${server.issuer}/session/end`);
    const startedAt = performance.now();
    expect((await browser.submit(confirm)).name).to.equal('signed-out');
    return performance.now() - startedAt;
  }

  const lost = async () =>
    (await auditOf(server, world.greta.email)).filter(({ type }) => type === 'logout.delivery_failed');

  it('R14: the others are told within seconds by a server that works by itself, and the page does not wait', async () => {
    const answering = await register(Array(counts.answering).fill(undefined));
    await register(Array(counts.silent).fill((response: ServerResponse) => void owed.push(response)));
    await register(hostile.slice(0, counts.hostile));
    await server.countersign.jobs.start();
    expect(await signOut()).to.be.below(longestPageMs);
    const startedAt = performance.now();
    await Promise.all(answering.map(({ receiver }) => receiver.told));
    expect(performance.now() - startedAt).to.be.below(longestWaitMs);
    for (const { receiver } of answering) expect(receiver.received).to.have.length(1);
    expect(await lost()).to.deep.equal([]);
  });

  it('R14: the others are told although some are away, and some answer late', async () => {
    const counts = { answering: 6, dead: 2, slow: 1 };
    const figures = await signOutOfMany(server, counts, longestWaitMs);
    expect(figures.pageMs).to.be.below(longestPageMs);
    expect(figures.toldMs).to.have.length(counts.answering);
    expect(figures.toldAgain).to.equal(0);
  });

  it('R14: whatever they do instead of taking the message, they are told four times and then given up', async () => {
    const broken = await register(hostile);
    const [well] = await register([undefined]);
    await signOut();
    const runDue = () => server.countersign.jobs.runDue(new Date());
    const told: number[][] = [];
    for (const seconds of [0, 61, 301, 1801, 86_400]) {
      travel(seconds);
      await runDue();
      told.push(broken.map(({ receiver }) => receiver.received.length));
    }
    expect(told).to.deep.equal([1, 2, 3, 4, 4].map((count) => broken.map(() => count)));
    expect(well?.receiver.received).to.have.length(1);
    const given = (await lost()).map(({ detail }) => detail.client);
    expect(given).to.have.members(broken.map(({ clientId }) => clientId));
    // What was given up is kept for the operator, and nothing is tried once more.
    const { deadLetters, sql } = server.countersign.db;
    const kept = (await deadLetters.page(null, 100)).map(({ content }) => content?.job);
    const to = kept.map((job) => (job?.kind === 'deliver-logout' ? job.delivery.clientId : job?.kind));
    expect(to).to.include.members(broken.map(({ clientId }) => clientId));
    const [left] = await sql<{ jobs: number }>(
      "SELECT count(*)::int AS jobs FROM pgboss.job WHERE state NOT IN ('completed', 'failed', 'cancelled')",
    );
    expect(left?.jobs).to.equal(kept.length);
  });
});

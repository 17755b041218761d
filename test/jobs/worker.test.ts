import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { Browser } from '../harness/browser.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';
import { registerRelyingParty, signOutEverywhere } from './support/relying-parties.ts';

describe('the worker of a server', () => {
  let own: OwnDatabase;
  let servers: TestServer[];
  let world: World;

  before(async () => {
    own = await freshDatabase();
  });

  after(() => own.dispose());

  beforeEach(async () => {
    const { database } = own;
    const first = await startTestServer({ database });
    servers = [first, await startTestServer({ database, issuer: first.issuer })];
    world = await createWorld({ server: first });
  });

  afterEach(async () => {
    for (const { countersign } of servers) await countersign.jobs.stop();
    for (const server of servers) await server.stop();
  });

  /** An application with a session of the person, who is signed out everywhere. */
  async function toldApplication(behaviour?: (response: ServerResponse) => void) {
    const [server] = servers as [TestServer];
    const told = await registerRelyingParty(server, behaviour === undefined ? {} : { behaviour });
    await signIn(told.application, world.greta, { browser: new Browser() });
    await signOutEverywhere(server, world.greta.email);
    return told;
  }

  it('does what is due by itself, beside that of another server, once', async () => {
    const told = await toldApplication();
    for (const { countersign } of servers) await countersign.jobs.start();
    await told.receiver.told;
    for (const { countersign } of servers) await countersign.jobs.stop();
    expect(await told.logouts()).to.have.length(1);
    const [{ countersign }] = servers as [TestServer];
    expect(await countersign.db.sql("SELECT 1 FROM pgboss.job WHERE state <> 'completed'")).to.deep.equal([]);
    await told.receiver.close();
  });

  it('finishes what it has begun when it is stopped, and takes nothing more', async () => {
    const owed: ServerResponse[] = [];
    const told = await toldApplication((response) => void owed.push(response));
    const [{ countersign }, other] = servers as [TestServer, TestServer];
    await countersign.jobs.start();
    await told.receiver.told;
    const stopping = countersign.jobs.stop();
    const late = await toldApplication();
    owed[0]?.end();
    await stopping;
    expect(late.receiver.received).to.deep.equal([]);
    await other.countersign.jobs.runDue(new Date());
    expect([told.receiver.received.length, late.receiver.received.length]).to.deep.equal([1, 1]);
    await Promise.all([told.receiver.close(), late.receiver.close()]);
  });

  it('waits no longer than it is told to', async () => {
    const owed: ServerResponse[] = [];
    const told = await toldApplication((response) => void owed.push(response));
    const [{ countersign }] = servers as [TestServer];
    await countersign.jobs.start();
    await told.receiver.told;
    await countersign.jobs.stop(10);
    expect(owed[0]?.writableEnded).to.equal(false);
    owed[0]?.end();
    await told.receiver.close();
  });
});

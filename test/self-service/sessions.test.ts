import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { startTestServer } from '../harness/server.ts';
import { createWorld, enroll } from '../harness/world.ts';
import { registerRelyingParty, visit } from '../jobs/support/relying-parties.ts';
import { anotherBrowser, browserAndApi, eventsOf, isSignedIn } from './support/people.ts';

interface Shown {
  readonly id: string;
  readonly current: boolean;
}

describe('one’s own sessions through the API', () => {
  it('are listed, the newest first, page by page, with the present one marked', async () => {
    const world = await createWorld();
    await anotherBrowser(world, world.mina, 0);
    const api = await apiOf(world, world.mina);
    await anotherBrowser(world, world.mina, 0);
    const { body } = await api.get('/me/sessions');
    expect(body.items).to.have.length(3);
    expect(body.items.map(({ current }: Shown) => current)).to.deep.equal([false, true, false]);
    const ids: string[] = [];
    for (let path: string | null = '/me/sessions?limit=1'; path !== null; ) {
      const page: { items: Shown[]; next: string | null } = (await api.get(path)).body;
      ids.push(...page.items.map(({ id }: Shown) => id));
      path = page.next === null ? null : `/me/sessions?limit=1&cursor=${page.next}`;
    }
    expect(ids).to.deep.equal(body.items.map(({ id }: Shown) => id));
  });

  it('end one by one, at once on every server, and the others go on', async () => {
    const world = await createWorld();
    const { api } = await browserAndApi(world, world.mina);
    const [first, second] = [
      await anotherBrowser(world, world.mina, 0),
      await browserAndApi(world, world.mina),
    ];
    const listed: Shown[] = (await second.api.get('/me/sessions')).body.items;
    const own = listed.find(({ current }) => current);
    const elsewhere = await startTestServer({ issuer: world.server.issuer });
    try {
      expect((await api.delete(`/me/sessions/${own?.id}`)).status).to.equal(204);
      const answer = await fetch(`${elsewhere.address}/api/v1/me`, {
        headers: { authorization: `Bearer ${second.api.token}` },
      });
      expect(answer.status).to.equal(401);
    } finally {
      await elsewhere.stop();
    }
    expect(await isSignedIn(world, second.browser)).to.equal(false);
    expect(await isSignedIn(world, first)).to.equal(true);
    expect((await api.delete(`/me/sessions/${own?.id}`)).status).to.equal(404);
    expect((await api.get('/me/sessions')).body.items).to.have.length(2);
    await world.server.countersign.jobs.runDue(new Date());
    expect(await isSignedIn(world, first)).to.equal(true);
    expect(await eventsOf(world, world.mina.email)).to.include('account.sessions_ended');
  });

  it('are told of to the applications that they were used with, and of no other session', async () => {
    const world = await createWorld();
    const crm = await registerRelyingParty(world.server);
    try {
      const [kept, ended] = [await browserAndApi(world, world.mina), await browserAndApi(world, world.mina)];
      await visit(crm, kept.browser);
      const tokens = await visit(crm, ended.browser);
      const listed: Shown[] = (await ended.api.get('/me/sessions')).body.items;
      await kept.api.delete(`/me/sessions/${listed.find(({ current }) => current)?.id}`);
      await world.server.countersign.jobs.runDue(new Date());
      expect((await crm.logouts()).map(({ sid }) => sid)).to.deep.equal([tokens.claims()?.sid]);
      const refused = await crm.application.refresh(tokens.refresh_token ?? '').catch((error) => error);
      expect(refused).to.have.property('error', 'invalid_grant');
    } finally {
      await crm.receiver.close();
    }
  });

  it('end all but the present one', async () => {
    const world = await createWorld();
    const { browser, api } = await browserAndApi(world, world.mina);
    const others = [await anotherBrowser(world, world.mina, 0), await anotherBrowser(world, world.mina, 0)];
    expect((await api.delete('/me/sessions/others')).status).to.equal(204);
    for (const other of others) expect(await isSignedIn(world, other)).to.equal(false);
    expect(await isSignedIn(world, browser)).to.equal(true);
    expect((await api.get('/me/sessions')).body.items).to.have.length(1);
  });

  it('may end with the present one', async () => {
    const world = await createWorld();
    const { browser, api } = await browserAndApi(world, world.mina);
    const [own]: Shown[] = (await api.get('/me/sessions')).body.items;
    expect((await api.delete(`/me/sessions/${own?.id}`)).status).to.equal(204);
    expect((await api.get('/me')).status).to.equal(401);
    expect(await isSignedIn(world, browser)).to.equal(false);
  });

  it('of others are nobody’s', async () => {
    const world = await createWorld();
    const [mina, greta] = [await apiOf(world, world.mina), await apiOf(world, world.greta)];
    const [hers]: Shown[] = (await greta.get('/me/sessions')).body.items;
    for (const id of [hers?.id, 'nothing', '%00'])
      expect((await mina.delete(`/me/sessions/${id}`)).status).to.equal(404);
    // Without any id it is the list, which can only be read.
    expect((await mina.delete('/me/sessions/')).status).to.equal(405);
    expect((await greta.get('/me')).status).to.equal(200);
  });

  it('do not come back with a step-up that was under way', async () => {
    const world = await createWorld();
    const { browser, api } = await browserAndApi(world, world.mina);
    const keeper = await apiOf(world, world.mina);
    const page = await world.otherApplication.start(browser, { acr_values: 'urn:countersign:acr:2' });
    expect(page.name).to.equal('mailbox');
    const listed: Shown[] = (await api.get('/me/sessions')).body.items;
    const own = listed.find(({ current }) => current);
    expect((await keeper.delete(`/me/sessions/${own?.id}`)).status).to.equal(204);
    const { answer } = await enroll(world.server, browser, page, world.mina.email);
    expect([answer.name, answer.location]).to.deep.equal(['password', null]);
    expect((await api.get('/me')).status).to.equal(401);
  });
});

import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { everyScope } from '../harness/scopes.ts';
import { createWorld, seed, signIn, type World, type WorldOptions } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

const foreign: WorldOptions = { client: { first_party: false } };
const email = { scope: 'openid email' };

type Parameters = Readonly<Record<string, string>>;

/** A sign-in of Greta's in a browser of its own: whether she was asked, and what it ended in. */
async function anew({ application, greta }: World, parameters: Parameters, browser = new Browser()) {
  const { answer } = await signIn(application, greta, { browser, parameters });
  const isAsked = answer.name === 'consent';
  return { browser, isAsked, page: answer, back: isAsked ? await browser.submit(answer) : answer };
}

/** The same, without agreeing. */
async function isAskedAgain({ application, greta }: World, parameters: Parameters): Promise<boolean> {
  const { answer } = await signIn(application, greta, { parameters });
  if (answer.name !== 'consent') expect(answer.location).to.include('code=');
  return answer.name === 'consent';
}

describe('consent that is remembered', () => {
  it('spares the page in each session to come, whose grant holds what is asked and no more', async () => {
    const world = await createWorld(foreign);
    expect((await anew(world, email)).isAsked).to.equal(true);
    const same = await anew(world, email);
    expect(same.isAsked).to.equal(false);
    expect((await world.application.redeem(same.back)).scope).to.equal('openid email');
    const less = await anew(world, { scope: 'openid' });
    expect(less.isAsked).to.equal(false);
    expect((await world.application.redeem(less.back)).scope).to.equal('openid');
    // In the session that has been given less, the rest is there once it is asked for.
    const more = await world.application.start(less.browser, { ...email, prompt: 'none' });
    expect((await world.application.redeem(more)).scope).to.equal('openid email');
  });

  it('is asked again for more than that, of all that is asked, and then covers it', async () => {
    const world = await createWorld(foreign);
    await anew(world, email);
    const wider = { scope: 'openid email profile' };
    const { isAsked, page } = await anew(world, wider);
    expect(isAsked).to.equal(true);
    expect(page.page.querySelectorAll('main li').length).to.be.at.least(2);
    expect(await isAskedAgain(world, wider)).to.equal(false);
    expect(await isAskedAgain(world, email)).to.equal(false);
  });

  it('covers claims by their names and scopes of a resource server, each for itself', async () => {
    const world = await createWorld(foreign);
    const claims = (...names: string[]) => ({
      scope: 'openid email',
      claims: JSON.stringify({ userinfo: Object.fromEntries(names.map((name) => [name, null])) }),
    });
    await anew(world, claims('email'));
    expect(await isAskedAgain(world, claims('email'))).to.equal(false);
    expect(await isAskedAgain(world, claims('email', 'name'))).to.equal(true);
    const api = (scope: string) => ({ scope: `openid ${scope}`, resource: 'https://api.example/' });
    await anew(world, api('read'));
    expect(await isAskedAgain(world, api('read'))).to.equal(false);
    expect(await isAskedAgain(world, api('read write'))).to.equal(true);
  });

  it('names attributes that come along with the profile, and is asked again for more of them', async () => {
    const world = await createWorld({ client: { first_party: false, claim_mapping: { department: 'dep' } } });
    const { server, application } = world;
    const profile = { scope: 'openid profile' };
    const { isAsked, page } = await anew(world, profile);
    expect([isAsked, page.body.includes('department')]).to.deep.equal([true, true]);
    expect(await isAskedAgain(world, profile)).to.equal(false);
    const mapping = { department: 'dep', salary: 'pay' };
    await seed(server, { clients: [{ client_id: application.clientId, claim_mapping: mapping }] });
    travel(2);
    expect(await isAskedAgain(world, { scope: 'openid' }), 'nobody is told of any').to.equal(false);
    const { answer } = await signIn(application, world.greta, { parameters: profile });
    expect([answer.name, answer.body.includes('salary')]).to.deep.equal(['consent', true]);
  });

  it('is asked again at prompt=consent, and after a year', async () => {
    const world = await createWorld(foreign);
    await anew(world, email);
    expect(await isAskedAgain(world, { ...email, prompt: 'consent' })).to.equal(true);
    expect(await isAskedAgain(world, email)).to.equal(false);
    travel(366 * 24 * 3600);
    expect(await isAskedAgain(world, email)).to.equal(true);
  });

  for (const scope of ['account', 'organization:admin', 'offline_access'])
    it(`is not remembered for ${scope}`, async () => {
      const world = await createWorld({ client: { first_party: false, scope: `${everyScope} ${scope}` } });
      const prompt: Parameters = scope === 'offline_access' ? { prompt: 'consent' } : {};
      await anew(world, { scope: `openid email ${scope}`, ...prompt });
      expect(await isAskedAgain(world, { scope: `openid ${scope}`, ...prompt })).to.equal(true);
      expect(await isAskedAgain(world, email)).to.equal(false);
      const [row] = await world.server.countersign.db.sql<{ terms: { scopes: string[] } }>(
        'SELECT terms FROM consents WHERE client_id = $1',
        [world.application.clientId],
      );
      expect(row?.terms.scopes).to.deep.equal(['openid', 'email']);
    });

  it('is not remembered for a native client, nor for one of our own (RFC 8252 section 8.6)', async () => {
    for (const client of [{ first_party: false, application_type: 'native' }, { first_party: true }]) {
      const world = await createWorld({ client });
      await anew(world, { ...email, prompt: 'consent' });
      const kept = await world.server.countersign.db.sql('SELECT 1 FROM consents WHERE client_id = $1', [
        world.application.clientId,
      ]);
      expect(kept).to.deep.equal([]);
      expect(await isAskedAgain(world, email)).to.equal(!client.first_party);
    }
  });

  it('is nothing that a page says which was left open by somebody who has signed out, or made room', async () => {
    for (const other of ['nobody', 'mina'] as const) {
      const world = await createWorld(foreign);
      const { server, application, greta } = world;
      const { answer: page, browser } = await signIn(application, greta, { parameters: email });
      await browser.submit(await browser.open(`${server.issuer}/session/end`));
      if (other === 'mina') await signIn(application, world.mina, { browser });
      const agreed = await browser.submit(page);
      expect([agreed.status, agreed.name], other).to.deep.equal([410, 'error']);
      expect(await isAskedAgain(world, email), other).to.equal(true);
      const events = await server.countersign.db.sql(
        `SELECT 1 FROM audit_events WHERE type = 'consent.granted' AND detail->>'client' = $1`,
        [application.clientId],
      );
      expect(events, other).to.deep.equal([]);
    }
  });

  it('stands there with what it holds beyond the grants of the sessions that live', async () => {
    const world = await createWorld(foreign);
    const { application, server, greta } = world;
    const own = { ...world, application: world.otherApplication };
    await seed(server, { clients: [{ client_id: own.application.clientId, first_party: true }] });
    await anew(world, email);
    await server.countersign.db.sql("DELETE FROM provider_records WHERE model = 'Grant' AND client_id = $1", [
      application.clientId,
    ]);
    expect((await anew(world, { scope: 'openid' })).isAsked).to.equal(false);
    travel(2);
    const api = await apiOf(own, greta);
    const mine = async () =>
      ((await api.get('/me/grants')).body.items as { id: string; client_id: string; scopes: string[] }[])
        .filter(({ client_id: id }) => id === application.clientId)
        .map(({ scopes }) => scopes);
    expect(await mine()).to.deep.equal([['openid'], ['openid', 'email']]);
    expect((await anew(world, email)).isAsked).to.equal(false);
    expect(await mine()).to.deep.equal([['openid', 'email'], ['openid']]);
  });

  it('is withdrawn from requests under way as well', async () => {
    const world = await createWorld(foreign);
    const { application, otherApplication, server, greta } = world;
    const { sql } = server.countersign.db;
    const own = { ...world, application: otherApplication };
    await seed(server, { clients: [{ client_id: otherApplication.clientId, first_party: true }] });
    travel(2);
    const api = await apiOf(own, greta);
    const browsers = await Promise.all(
      Array.from({ length: 6 }, async () => (await signIn(otherApplication, greta)).browser),
    );
    for (let round = 0; round < 6; round += 1) {
      await anew(world, { ...email, prompt: 'consent' });
      const { items } = (await api.get('/me/grants')).body as { items: { id: string; client_id: string }[] };
      const grant = items.find(({ client_id: id }) => id === application.clientId);
      const urls = await Promise.all(
        browsers.map(() => application.authorizationUrl({ ...email, prompt: 'none' })),
      );
      const [withdrawn] = await Promise.all([
        api.delete(`/me/grants/${grant?.id}`),
        ...browsers.map((browser, index) => browser.open(urls[index] ?? '')),
      ]);
      expect(withdrawn.status).to.equal(204);
      const left = await sql("SELECT 1 FROM provider_records WHERE model = 'Grant' AND client_id = $1", [
        application.clientId,
      ]);
      expect(left, `round ${round}`).to.deep.equal([]);
    }
  });

  it('stands among what applications are let have, also when no session lives, and can be withdrawn', async () => {
    const world = await createWorld(foreign);
    const { application, server, greta } = world;
    const [one, two] = [await anew(world, email), await anew(world, email)];
    const tokens = [];
    for (const { back } of [two]) tokens.push(await application.redeem(back));
    const own = { ...world, application: world.otherApplication };
    await seed(server, { clients: [{ client_id: own.application.clientId, first_party: true }] });
    travel(2);
    const api = await apiOf(own, greta);
    const mine = async () =>
      (
        (await api.get('/me/grants')).body.items as { id: string; client_id: string; scopes: string[] }[]
      ).filter(({ client_id: id }) => id === application.clientId);
    expect(await mine()).to.have.length(2);
    const [grant] = await mine();
    expect((await api.delete(`/me/grants/${grant?.id}`)).status).to.equal(204);
    expect(await mine()).to.deep.equal([]);
    for (const { refresh_token: token = '' } of tokens)
      expect(await refusedWith(application.refresh(token))).to.equal('invalid_grant');
    const silent = await application.start(one.browser, { ...email, prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('consent_required');
    expect((await anew(world, email)).isAsked).to.equal(true);
    await server.countersign.db.sql("DELETE FROM provider_records WHERE model = 'Grant' AND client_id = $1", [
      application.clientId,
    ]);
    const [remembered, ...others] = await mine();
    expect([remembered?.scopes, others]).to.deep.equal([['openid', 'email'], []]);
    const exported = (await api.get('/me/export')).body;
    expect(exported.consents.map((each: { client_id: string }) => each.client_id)).to.deep.equal([
      application.clientId,
    ]);
    expect((await api.delete(`/me/grants/${remembered?.id}`)).status).to.equal(204);
    expect(await mine()).to.deep.equal([]);
    expect((await api.delete(`/me/grants/${remembered?.id}`)).status).to.equal(404);
    expect(await isAskedAgain(world, email)).to.equal(true);
  });

  it('goes with its client, whose grants go at once, and with its person', async () => {
    const world = await createWorld(foreign);
    const { application, server, greta } = world;
    const { db } = server.countersign;
    const agreed = await anew(world, email);
    await application.redeem(agreed.back);
    const left = async () => {
      const [row] = await db.sql<{ consents: string; records: string }>(
        `SELECT (SELECT count(*) FROM consents WHERE client_id = $1) AS consents, (SELECT count(*) FROM provider_records
           WHERE account_id = (SELECT id FROM users WHERE email = $2) AND model IN ('Grant', 'AccessToken', 'RefreshToken'))
           AS records`,
        [application.clientId, greta.email],
      );
      return [Number(row?.consents), Number(row?.records)];
    };
    expect(await left()).to.deep.equal([1, 3]);
    await db.clients.remove(application.clientId);
    expect(await left()).to.deep.equal([0, 0]);
    const other = { ...world, application: world.otherApplication };
    await anew(other, email);
    await db.sql('DELETE FROM users WHERE email = $1', [greta.email]);
    const kept = await db.sql('SELECT 1 FROM consents WHERE client_id = $1', [other.application.clientId]);
    expect(kept).to.deep.equal([]);
  });
});

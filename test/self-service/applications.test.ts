import { expect } from 'chai';
import { addressOf } from '../../src/self-service/access/own-applications.ts';
import { type ApiClient, apiOf } from '../harness/api.ts';
import { Application, redirectUri } from '../harness/application.ts';
import { createWorld, seed, signIn, type World } from '../harness/world.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import { eventsOf } from './support/people.ts';

const registered = {
  client_name: 'Customers',
  client_uri: 'https://crm.example/start',
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  first_party: false,
};

/** One more application, of somebody else. */
async function foreignOf({ server, slug }: World): Promise<Application> {
  const client_id = `${slug}-foreign`;
  await seed(server, { clients: [{ ...registered, client_id, client_secret: `secret-of-${client_id}` }] });
  return Application.discover(server.issuer, client_id, `secret-of-${client_id}`);
}

/** Greta agrees, in a browser of its own. */
async function agree({ greta }: World, application: Application, scope: string) {
  const { browser, answer } = await signIn(application, greta, { parameters: { scope } });
  return application.redeem(answer.name === 'consent' ? await browser.submit(answer) : answer);
}

async function idsOf(api: ApiClient): Promise<readonly string[]> {
  const { items } = (await api.get('/me/applications')).body;
  return items.map(({ client_id }: { client_id: string }) => client_id);
}

describe('one’s own applications', () => {
  it('are one entry each, those of others apart, with all that they were let have', async () => {
    const world = await createWorld();
    const foreign = await foreignOf(world);
    await agree(world, foreign, 'openid email');
    await agree(world, foreign, 'openid profile');
    const api = await apiOf(world, world.greta);
    const [application, own, ...more] = (await api.get('/me/applications')).body.items;
    expect(more).to.deep.equal([]);
    expect(application).to.include({
      client_id: foreign.clientId,
      client_name: 'Customers',
      client_address: 'https://crm.example/start',
    });
    expect(application.scopes.toSorted()).to.deep.equal(['email', 'openid', 'profile']);
    const { items } = (await api.get('/me/grants')).body;
    const grants = items.filter(({ client_id }: { client_id: string }) => client_id === foreign.clientId);
    expect(grants).to.have.length(2);
    for (const grant of grants) {
      expect(grant).to.include({ first_party: false, client_address: 'https://crm.example/start' });
      for (const at of [grant.granted_at, grant.last_used_at])
        expect(Date.parse(at)).to.be.closeTo(Date.now(), 60_000);
    }
    expect(application.granted_at).to.equal(
      grants.map(({ granted_at }: { granted_at: string }) => granted_at).toSorted()[0],
    );
    expect([own.client_id, own.first_party, application.first_party]).to.deep.equal([
      `${world.slug}-one`,
      true,
      false,
    ]);
    expect(own.client_address).to.equal(new URL(redirectUri).origin);
  });

  it('lose all that they were let have at once, and that it was agreed to', async () => {
    const world = await createWorld();
    const foreign = await foreignOf(world);
    const tokens = [await agree(world, foreign, 'openid email'), await agree(world, foreign, 'openid email')];
    const api = await apiOf(world, world.greta);
    expect((await api.delete(`/me/applications/${foreign.clientId}`)).status).to.equal(204);
    expect(await idsOf(api)).to.deep.equal([`${world.slug}-one`]);
    for (const { refresh_token } of tokens)
      expect(await refusedWith(foreign.refresh(refresh_token ?? ''))).to.equal('invalid_grant');
    const { answer } = await signIn(foreign, world.greta, { parameters: { scope: 'openid email' } });
    expect(answer.name).to.equal('consent');
    const events = await eventsOf(world, world.greta.email);
    expect(events.filter((type) => type === 'consent.withdrawn')).to.have.length(1);
    const { items } = (await api.get('/me/activity')).body;
    const [withdrawn] = items.filter(({ type }: { type: string }) => type === 'consent.withdrawn');
    expect(withdrawn.application).to.deep.equal({
      client_id: foreign.clientId,
      client_name: 'Customers',
    });
  });

  it('are not found where there is nothing of one’s own, and those of others stay', async () => {
    const world = await createWorld();
    const foreign = await foreignOf(world);
    await agree(world, foreign, 'openid email');
    const [tomas, greta] = [await apiOf(world, world.tomas), await apiOf(world, world.greta)];
    for (const id of [foreign.clientId, 'nothing', 'countersign', '%00'])
      expect((await tomas.delete(`/me/applications/${id}`)).status, id).to.equal(404);
    expect(await idsOf(greta)).to.include(foreign.clientId);
  });

  it('are remembered beyond their sessions, of which nobody knows when they were used', async () => {
    const world = await createWorld();
    const foreign = await foreignOf(world);
    await agree(world, foreign, 'openid email');
    const { db } = world.server.countersign;
    await db.sql(
      `DELETE FROM provider_records p USING users u WHERE p.account_id = u.id AND u.email = $1 AND p.model = 'Grant'`,
      [world.greta.email],
    );
    const api = await apiOf(world, world.greta);
    const [application] = (await api.get('/me/applications')).body.items;
    expect([application.client_id, application.last_used_at]).to.deep.equal([foreign.clientId, null]);
    expect(Date.parse(application.granted_at)).to.be.closeTo(Date.now(), 60_000);
    expect((await api.delete(`/me/applications/${foreign.clientId}`)).status).to.equal(204);
    expect(await idsOf(api)).to.deep.equal([`${world.slug}-one`]);
  });

  it('are where they say, else where they are sent back to; native ones are nowhere', () => {
    const back = (uri: string) => ({ redirect_uris: [uri] });
    expect(addressOf({ client_uri: 'https://a.example', ...back('https://b.example/cb') })).to.equal(
      'https://a.example',
    );
    expect(addressOf(back('https://b.example:8443/cb?x=1'))).to.equal('https://b.example:8443');
    for (const native of ['com.example.app:/cb', 'nonsense']) expect(addressOf(back(native))).to.equal(null);
    expect(addressOf({})).to.equal(null);
  });
});

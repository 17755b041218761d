import { expect } from 'chai';
import * as oidc from 'openid-client';
import { travel } from '../harness/clock.ts';
import { createWorld, seed, signIn, type TestPerson, type World } from '../harness/world.ts';

const profile = {
  given_name: 'Greta',
  family_name: 'Gray',
  locale: 'nl-BE',
  zoneinfo: 'Europe/Brussels',
  picture: 'https://people.example/greta.png',
};

async function worldWith(client: Readonly<Record<string, unknown>>, fields: object = {}): Promise<World> {
  const world = await createWorld({ client });
  await seed(world.server, { users: [{ email: world.greta.email, profile, ...fields }] });
  return world;
}

interface Asked {
  readonly scope: string;
  readonly resource?: string;
  readonly claims?: string;
}

/** What an application reads in the ID token, and at userinfo where its access token is for that. */
async function toldOf({ application }: World, person: TestPerson, asked: Asked) {
  const { answer } = await signIn(application, person, { parameters: { ...asked } });
  const tokens = await application.redeem(answer, asked.resource);
  const idToken: Readonly<Record<string, unknown>> = { ...tokens.claims() };
  if (asked.resource !== undefined) return { tokens, idToken, userinfo: null };
  const info = oidc.fetchUserInfo(application.config, tokens.access_token, String(idToken.sub));
  return { tokens, idToken, userinfo: await info };
}

const everything = 'openid profile email';

describe('claims of the granted scopes', () => {
  it('are at userinfo alone, unless the registration says otherwise', async () => {
    const world = await worldWith({});
    const { idToken, userinfo } = await toldOf(world, world.greta, { scope: everything });
    for (const name of ['name', 'email', 'preferred_username', ...Object.keys(profile)]) {
      expect(idToken, name).not.to.have.property(name);
      expect(userinfo, name).to.have.property(name);
    }
  });

  it('are in the ID token too with id_token_claims, and after a refresh', async () => {
    const world = await worldWith({ id_token_claims: true });
    const { tokens, idToken, userinfo } = await toldOf(world, world.greta, { scope: everything });
    const expected = { ...profile, name: 'Greta', email: world.greta.email, email_verified: true };
    expect(idToken).to.deep.include(expected);
    expect(idToken).to.deep.include(userinfo);
    const refreshed = await world.application.refresh(tokens.refresh_token ?? '');
    expect(refreshed.claims()).to.deep.include(expected);
  });

  it('come no further than their scopes', async () => {
    const world = await worldWith({ id_token_claims: true });
    const { idToken } = await toldOf(world, world.greta, { scope: 'openid email' });
    expect(idToken).to.include({ email: world.greta.email }).and.not.to.have.any.keys('name', 'locale');
    const lean = await toldOf(world, world.greta, { scope: 'openid' });
    expect(lean.idToken).not.to.have.any.keys('name', 'email', 'preferred_username');
  });

  it('come no further than what a person lets a third party have', async () => {
    const world = await worldWith({ id_token_claims: true, first_party: false, scope: everything });
    const { application, greta } = world;
    const scope = everything;
    const { answer, browser } = await signIn(application, greta, { parameters: { scope } });
    expect(answer.name).to.equal('consent');
    const tokens = await application.redeem(await browser.submit(answer));
    expect(tokens.claims()).to.include({ email: greta.email });
    await seed(world.server, { clients: [{ client_id: application.clientId, scope: 'openid profile' }] });
    travel(2);
    const narrowed = await application.refresh(tokens.refresh_token ?? '');
    expect(narrowed.claims()).to.include({ name: 'Greta' }).and.not.to.have.any.keys('email');
  });
});

describe('ruling 36: preferred_username', () => {
  it('is the address where that is granted', async () => {
    const world = await worldWith({ id_token_claims: true });
    const { idToken } = await toldOf(world, world.greta, { scope: everything });
    expect(idToken.preferred_username).to.equal(world.greta.email);
  });

  it('is left out where the address is not granted', async () => {
    const world = await worldWith({ id_token_claims: true });
    const { idToken, userinfo } = await toldOf(world, world.greta, { scope: 'openid profile' });
    expect(JSON.stringify([idToken, userinfo])).not.to.include(world.greta.email);
    expect(idToken).to.include({ name: 'Greta' }).and.not.to.have.any.keys('preferred_username');
  });

  it('is what the profile says where it says so', async () => {
    const own = { profile: { ...profile, preferred_username: 'greta' } };
    const world = await worldWith({ id_token_claims: true }, own);
    for (const scope of [everything, 'openid profile']) {
      const { idToken } = await toldOf(world, world.greta, { scope });
      expect(idToken.preferred_username, scope).to.equal('greta');
    }
  });
});

describe('ruling 30: attributes of a person', () => {
  const attributes = { department: 'Sales', teams: ['a', 'b'], cost: { center: 7 }, shoe_size: 42 };
  const claim_mapping = { department: 'https://acme.example/department', teams: 'teams', missing: 'missing' };
  const mapped = { 'https://acme.example/department': 'Sales', teams: ['a', 'b'] };

  const keysOf = (claims: object | null) => Object.keys(claims ?? {}).toSorted();

  it('are told to nobody by their names', async () => {
    const world = await worldWith({ id_token_claims: true }, { attributes });
    const claims = JSON.stringify({ userinfo: { department: null }, id_token: { department: null } });
    const { idToken, userinfo } = await toldOf(world, world.greta, { scope: everything, claims });
    expect(JSON.stringify([idToken, userinfo])).not.to.match(/Sales|shoe|center/);
  });

  it('become the claims that the registration of a client names, with the scope profile', async () => {
    const world = await worldWith({ claim_mapping }, { attributes });
    const { idToken, userinfo } = await toldOf(world, world.greta, { scope: everything });
    expect(userinfo).to.deep.include(mapped).and.not.to.have.any.keys('missing', 'cost', 'shoe_size');
    expect(keysOf(idToken), 'lean').not.to.include('teams');
    const without = await toldOf(world, world.greta, { scope: 'openid email' });
    expect(without.userinfo).not.to.have.any.keys(...Object.keys(mapped));
  });

  it('are in the ID token where the claims of the scopes are', async () => {
    const world = await worldWith({ claim_mapping, id_token_claims: true }, { attributes });
    expect((await toldOf(world, world.greta, { scope: everything })).idToken).to.deep.include(mapped);
    const resource = 'https://api.example/';
    const lean = await worldWith({ claim_mapping }, { attributes });
    const { idToken } = await toldOf(lean, lean.greta, { scope: everything, resource });
    expect(idToken, 'nothing else can read userinfo').to.deep.include({ ...mapped, name: 'Greta' });
  });

  it('are told to no other client', async () => {
    const world = await worldWith({ id_token_claims: true, claim_mapping }, { attributes });
    const other = world.otherApplication.clientId;
    await seed(world.server, { clients: [{ client_id: other, claim_mapping: {} }] });
    const { answer } = await signIn(world.otherApplication, world.greta, {
      parameters: { scope: everything },
    });
    const claims = (await world.otherApplication.redeem(answer)).claims();
    expect(claims)
      .to.include({ name: 'Greta' })
      .and.not.to.have.any.keys(...Object.keys(mapped));
  });

  it('are masked where they, or the claims they become, have another source by now', async () => {
    const names = ['amr', 'sub', 'email', 'email#fr', 'groups', 'given_name', '__proto__', 'constructor'];
    const world = await worldWith({ id_token_claims: true }, { attributes });
    const { db } = world.server.countersign;
    const client = await db.clients.find(world.application.clientId);
    if (client === null) throw new Error('the client is gone');
    const stolen = Object.fromEntries([...names.map((name) => [`x-${name}`, name]), ['amr', 'stated']]);
    const metadata = { ...client.client.metadata, claim_mapping: stolen };
    await db.clients.save({ ...client.client, metadata });
    const stored = Object.fromEntries([...names.map((name) => [`x-${name}`, 'stolen']), ['amr', 'stolen']]);
    await db.sql('UPDATE users SET attributes = $2 WHERE email = $1', [
      world.greta.email,
      JSON.stringify(stored),
    ]);
    const { idToken, userinfo } = await toldOf(world, world.greta, { scope: everything });
    expect(idToken.amr).to.deep.equal(['pwd']);
    expect(JSON.stringify([idToken, userinfo])).not.to.include('stolen');
  });
});

import { expect } from 'chai';
import { pkceDemand } from '../../src/environments/pkce.ts';
import { redirectUri } from '../harness/application.ts';
import { Browser } from '../harness/browser.ts';
import { startTestServer } from '../harness/server.ts';
import { createWorld, seed, type World } from '../harness/world.ts';

const none = { token_endpoint_auth_method: 'none' };

/** The authorization request of a client as its library sends it, which is told of no PKCE. */
async function requestOf({ application }: World, more: Readonly<Record<string, string>> = {}) {
  const url = new URL(await application.authorizationUrl());
  for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  return url.href;
}

async function signedIn(world: World, address: string) {
  const { greta } = world;
  const browser = new Browser();
  return browser.submit(await browser.open(address), { email: greta.email, password: greta.password });
}

/** The answer of the token endpoint to a code, with or without a verifier. */
function redeem({ application, server }: World, body: Readonly<Record<string, string>>) {
  return fetch(`${server.issuer}/token`, {
    method: 'POST',
    headers: application.credentials(),
    body: new URLSearchParams(body),
  });
}

async function refusalOf(address: string): Promise<string | null> {
  const { location } = await new Browser().open(address);
  const query = new URL(location ?? 'none:').searchParams;
  return query.get('error') === 'invalid_request' ? query.get('error_description') : null;
}

describe('PKCE (ruling 37)', () => {
  const demands: readonly [name: string, metadata: object, rule: 'public' | 'all', demand: RegExp | null][] =
    [
      ['a confidential client', {}, 'public', null],
      ['a confidential client that says no', { require_pkce: false }, 'public', null],
      ['a confidential client that says so', { require_pkce: true }, 'public', /^require_pkce is true/],
      ['any client where all have to', { require_pkce: false }, 'all', /^requirePkce is all/],
      ['a public client', none, 'public', /none always/],
      ['a public client that was let off once', { ...none, require_pkce: false }, 'public', /none always/],
    ];
  for (const [name, metadata, rule, demand] of demands)
    it(`is ${demand === null ? 'left to' : 'asked of'} ${name}`, () => {
      if (demand === null) expect(pkceDemand({ ...metadata }, rule)).to.equal(null);
      else expect(pkceDemand({ ...metadata }, rule)).to.match(demand);
    });

  it('is sent by nobody whose documentation does not say so: a confidential client signs in without', async () => {
    const world = await createWorld();
    const answer = await signedIn(world, await requestOf(world));
    const { code_verifier: _, ...body } = world.application.redemption(answer);
    expect((await redeem(world, body)).status).to.equal(200);
  });

  it('is enforced once a challenge was sent, and refused where a verifier comes without one', async () => {
    const world = await createWorld();
    const withChallenge = await signedIn(world, await world.application.authorizationUrl());
    const { code_verifier: verifier = '', ...body } = world.application.redemption(withChallenge);
    expect(await (await redeem(world, body)).json()).to.include({ error: 'invalid_grant' });
    const without = await signedIn(world, await requestOf(world));
    const late = { ...world.application.redemption(without), code_verifier: verifier };
    expect(await (await redeem(world, late)).json()).to.include({ error: 'invalid_grant' });
  });

  it('knows S256 alone', async () => {
    const world = await createWorld();
    const challenge = 'a'.repeat(43);
    const plain = await requestOf(world, { code_challenge: challenge, code_challenge_method: 'plain' });
    expect(await refusalOf(plain)).to.contain('code_challenge_method');
    expect(await refusalOf(await requestOf(world, { code_challenge: challenge }))).to.contain(
      'must be provided',
    );
  });

  it('names the setting where it is missing: of the registration, of the instance, of a public client', async () => {
    const registered = await createWorld({ client: { require_pkce: true } });
    expect(await refusalOf(await requestOf(registered))).to.contain('require_pkce is true');
    const strict = await createWorld({ server: await startTestServer({ requirePkce: 'all' }) });
    expect(await refusalOf(await requestOf(strict))).to.contain('requirePkce is all');
    const client_id = `${strict.slug}-public`;
    await seed(registered.server, { clients: [{ client_id, ...none, redirect_uris: [redirectUri] }] });
    expect(await refusalOf(await requestOf(registered, { client_id }))).to.contain('none always sends it');
  });

  it('cannot be taken from a public client by its registration', async () => {
    const { server } = await createWorld();
    const client = { client_id: 'pkce-let-off', ...none, require_pkce: false, redirect_uris: [redirectUri] };
    const refused = await seed(server, { clients: [client] }).catch((error: Error) => error);
    expect(refused).to.be.instanceOf(Error).and.have.property('message').that.contains('require_pkce');
  });
});

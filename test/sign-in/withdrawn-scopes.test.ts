import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { ApiClient, operatorOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { everyScope, forApi } from '../harness/scopes.ts';
import { createWorld, seed, signIn, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Registers the application anew, with these scopes, which every server knows at once. */
async function register(world: World, scope: string, clientId = world.application.clientId): Promise<void> {
  await seed(world.server, { clients: [{ client_id: clientId, scope }] });
}

/** Olivia's sign-in with whatever may be asked. */
async function signedIn(scope = 'openid email account organization:admin', client = {}) {
  const world = await createWorld({ client });
  const { resource } = forApi(world.server);
  const prompt = scope.includes('offline_access') ? { prompt: 'consent' } : {};
  const asked = await signIn(world.application, world.olivia, { parameters: { scope, resource, ...prompt } });
  const { browser } = asked;
  const answer = asked.answer.name === 'consent' ? await browser.submit(asked.answer) : asked.answer;
  return { world, resource, browser, answer };
}

async function tokensOf(...options: Parameters<typeof signedIn>) {
  const { answer, ...rest } = await signedIn(...options);
  const tokens = await rest.world.application.redeem(answer, rest.resource);
  const { refresh_token: refreshToken = '', access_token: accessToken } = tokens;
  return { ...rest, tokens, refreshToken, accessToken };
}

/** Ends the session in its browser, as its application asks. */
async function signOut({ world, browser, tokens }: Awaited<ReturnType<typeof tokensOf>>): Promise<void> {
  const query = new URLSearchParams({ id_token_hint: tokens.id_token ?? '' });
  // A hint of this very session needs no question.
  expect((await browser.open(`${world.server.issuer}/session/end?${query}`)).name).to.equal('signed-out');
}

const refresh = ({ application }: World, token: string, parameters: Record<string, string> = {}) =>
  oidc.refreshTokenGrant(application.config, token, parameters);

const introspect = ({ application }: World, token: string) =>
  oidc.tokenIntrospection(application.config, token);

describe('ruling 29, A-28: a scope that is withdrawn from an application', () => {
  it('is gone from what a refresh gives, for good', async () => {
    const { world, resource, refreshToken } = await tokensOf();
    await register(world, 'openid email account');
    const narrowed = await refresh(world, refreshToken, { resource });
    expect([narrowed.scope, decodeJwt(narrowed.access_token).scope]).to.deep.equal(['account', 'account']);
    const api = new ApiClient(world.server, narrowed.access_token);
    expect((await api.get('/me')).status).to.equal(200);
    const refused = await api.get(`/organizations/${world.slug}`);
    expect([refused.status, refused.headers.get('www-authenticate')]).to.deep.equal([
      403,
      'Bearer error="insufficient_scope", scope="organization:admin"',
    ]);
    await register(world, everyScope);
    const later = await refresh(world, narrowed.refresh_token ?? '', { resource });
    expect(decodeJwt(later.access_token).scope).to.equal('account');
  });

  it('cannot be named at a refresh: the rest of what is named is given', async () => {
    const { world, resource, refreshToken } = await tokensOf();
    await register(world, 'openid email account');
    const scope = 'account organization:admin';
    const narrowed = await refresh(world, refreshToken, { resource, scope });
    expect([narrowed.scope, decodeJwt(narrowed.access_token).scope]).to.deep.equal(['account', 'account']);
    expect(narrowed.id_token, 'openid was not named').to.equal(undefined);
  });

  it('named alone at a refresh leaves nothing: invalid_grant, and the refresh token goes on', async () => {
    const { world, resource, refreshToken } = await tokensOf();
    await register(world, 'openid email account');
    const refused = refresh(world, refreshToken, { resource, scope: 'organization:admin' });
    expect(await refusedWith(refused)).to.equal('invalid_grant');
    expect((await refresh(world, refreshToken, { resource })).scope).to.equal('account');
  });

  it('which was all that there was, leaves nothing: invalid_grant, and inactive at introspection', async () => {
    const { world, resource, refreshToken, accessToken } = await tokensOf('openid account');
    await register(world, 'profile');
    for (const parameters of [{}, { resource }, { scope: 'openid' }, { resource, scope: 'account' }])
      expect(await refusedWith(refresh(world, refreshToken, parameters))).to.equal('invalid_grant');
    expect(await introspect(world, refreshToken)).to.deep.equal({ active: false });
    expect((await new ApiClient(world.server, accessToken).get('/me')).status).to.equal(403);
  });

  it('is gone from what introspection states', async () => {
    const { world, refreshToken } = await tokensOf();
    const before = await introspect(world, refreshToken);
    expect(before.scope).to.equal('openid email account organization:admin');
    await register(world, 'openid email account');
    const after = await introspect(world, refreshToken);
    expect([after.active, after.scope]).to.deep.equal([true, 'openid email account']);
    const opaque = await refresh(world, refreshToken);
    expect((await introspect(world, opaque.access_token)).scope).to.equal('openid email account');
    await register(world, 'openid');
    expect((await introspect(world, opaque.access_token)).scope).to.equal('openid');
  });

  it('is gone from userinfo', async () => {
    const { world, refreshToken } = await tokensOf();
    const { access_token: opaque, ...tokens } = await refresh(world, refreshToken);
    const sub = decodeJwt(tokens.id_token ?? '').sub ?? '';
    const userinfo = () => oidc.fetchUserInfo(world.application.config, opaque, sub);
    expect((await userinfo()).email).to.equal(world.olivia.email);
    await register(world, 'openid account');
    expect(await userinfo()).to.have.all.keys('sub', 'amr', 'acr', 'auth_time', 'mfa_time');
  });

  it('closes the API at once, to the access tokens that are out', async () => {
    const { world, accessToken } = await tokensOf();
    const api = new ApiClient(world.server, accessToken);
    const path = `/organizations/${world.slug}`;
    expect([(await api.get(path)).status, (await api.get('/me')).status]).to.deep.equal([200, 200]);
    await register(world, 'openid organization:admin');
    expect([(await api.get(path)).status, (await api.get('/me')).status]).to.deep.equal([200, 403]);
    await register(world, 'openid');
    expect([(await api.get(path)).status, (await api.get('/me')).status]).to.deep.equal([403, 403]);
  });

  it('is gone from a code that is redeemed later, and from all that comes of it', async () => {
    const { world, resource, answer } = await signedIn();
    await register(world, 'openid account');
    const tokens = await world.application.redeem(answer, resource);
    expect(decodeJwt(tokens.access_token).scope).to.equal('account');
    expect((await introspect(world, tokens.refresh_token ?? '')).scope).to.equal('openid account');
  });

  it('which was all that a code had, leaves nothing of it: invalid_grant', async () => {
    const { world, resource, answer } = await signedIn('openid account');
    await register(world, 'profile');
    expect(await refusedWith(world.application.redeem(answer, resource))).to.equal('invalid_grant');
  });

  it('offline_access: what lived on without the session ends with it', async () => {
    const session = await tokensOf('openid offline_access');
    const { world, refreshToken } = session;
    const next = (await refresh(world, refreshToken)).refresh_token ?? '';
    await signOut(session);
    const outlived = (await refresh(world, next)).refresh_token ?? '';
    await register(world, 'openid');
    expect(await refusedWith(refresh(world, outlived))).to.equal('invalid_grant');
  });

  it('offline_access: where the session goes on, so does the refresh, until that ends', async () => {
    const session = await tokensOf('openid offline_access');
    const { world, refreshToken } = session;
    await register(world, 'openid');
    const bound = (await refresh(world, refreshToken)).refresh_token ?? '';
    await signOut(session);
    expect(await refusedWith(refresh(world, bound))).to.equal('invalid_grant');
  });

  it('another one leaves offline_access as it is: it outlives the session', async () => {
    const session = await tokensOf('openid email offline_access');
    const { world, refreshToken } = session;
    await register(world, 'openid offline_access');
    const next = (await refresh(world, refreshToken)).refresh_token ?? '';
    await signOut(session);
    expect(await refusedWith(refresh(world, next))).to.equal('none');
  });
});

describe('ruling 29: a scope that is withdrawn from', () => {
  it('a device is gone from the code that it polls with', async () => {
    const client = { grant_types: [deviceGrant, 'refresh_token'], redirect_uris: [], response_types: [] };
    const world = await createWorld({ client });
    const { application, server, greta } = world;
    const ask = (path: string, body: Record<string, string>) =>
      fetch(`${server.issuer}${path}`, {
        method: 'POST',
        headers: application.credentials(),
        body: new URLSearchParams(body),
      }).then((answer) => answer.json() as Promise<Record<string, string>>);
    const scope = 'openid account organization:admin';
    const codes = await ask('/device/auth', {
      client_id: application.clientId,
      scope,
      resource: forApi(server).resource,
    });

    const browser = new Browser();
    const page = await browser.open(codes.verification_uri ?? '');
    const confirmation = await browser.submit(page, { user_code: codes.user_code ?? '' });
    const { email, password } = greta;
    const done = await browser.submit(await browser.submit(confirmation), { email, password });
    expect(done.name).to.equal('device-done');
    await register(world, 'openid account');
    const tokens = await ask('/token', { grant_type: deviceGrant, device_code: codes.device_code ?? '' });
    expect(await introspect(world, tokens.refresh_token ?? '')).to.include({ scope: 'openid account' });
  });

  it('the operator’s machine closes the API to the tokens that are out', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    expect((await operator.get('/organizations')).status).to.equal(200);
    await register(world, 'openid', `${world.slug}-operator`);
    const refused = await operator.get('/organizations');
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'insufficient_scope']);
  });

  it('the operator’s machine makes its opaque tokens inactive', async () => {
    const world = await createWorld();
    await operatorOf(world);
    const id = `${world.slug}-operator`;
    const config = await oidc.discovery(new URL(world.server.issuer), id, `secret-of-${id}`, undefined, {
      execute: [oidc.allowInsecureRequests],
    });
    const { access_token: opaque } = await oidc.clientCredentialsGrant(config, { scope: 'operator' });
    expect(await oidc.tokenIntrospection(config, opaque)).to.include({ active: true, scope: 'operator' });
    await register(world, 'openid', id);
    expect(await oidc.tokenIntrospection(config, opaque)).to.deep.equal({ active: false });
  });

  it('a machine together with its grant: it is the operator no more', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const id = `${world.slug}-operator`;
    await seed(world.server, {
      clients: [
        {
          client_id: id,
          grant_types: ['authorization_code'],
          redirect_uris: ['http://localhost:4999/callback'],
        },
      ],
    });
    expect((await operator.get('/organizations')).status).to.equal(403);
  });
});

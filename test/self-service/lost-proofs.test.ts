import { expect } from 'chai';
import { decodeJwt, type JWTPayload } from 'jose';
import * as oidc from 'openid-client';
import { ApiClient, apiOf } from '../harness/api.ts';
import { Application, redirectUri } from '../harness/application.ts';
import type { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { saying } from '../harness/members.ts';
import { codeOf, createWorld, passPassword, seed, signIn, type World } from '../harness/world.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import {
  anotherOrganization,
  browserAndApi,
  enrollBy,
  enrollKeyBy,
  everyoneWith,
  factorsOf,
} from './support/people.ts';

type Claims = Readonly<Record<string, unknown>> | undefined;

const password = { amr: ['pwd'], acr: 'urn:countersign:acr:1', hasMfaTime: false };
const withApp = { amr: ['pwd', 'otp', 'mfa'], acr: 'urn:countersign:acr:2', hasMfaTime: true };

/** What claims say of the proof. */
const saidBy = (claims: Claims | JWTPayload) => ({
  amr: claims?.amr,
  acr: claims?.acr,
  hasMfaTime: claims?.mfa_time !== undefined,
});

/** Tokens of the other application, by the session that a browser has. */
async function visit({ otherApplication }: World, browser: Browser) {
  return otherApplication.redeem(await otherApplication.start(browser));
}

const userinfoOf = ({ otherApplication: { config } }: World, token: string) =>
  oidc.fetchUserInfo(config, token, oidc.skipSubjectCheck);

async function refreshed({ otherApplication }: World, token = '') {
  const tokens = await otherApplication.refresh(token);
  return { claims: tokens.claims(), token: tokens.refresh_token, accessToken: tokens.access_token };
}

/** Tomas removes the app that they signed in with. */
async function removedApp(world: World) {
  const { browser, api } = await browserAndApi(world, world.tomas);
  const tokens = await visit(world, browser);
  expect(saidBy(tokens.claims())).to.deep.equal(withApp);
  const [id] = await factorsOf(api);
  expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
  return { browser, api, tokens };
}

/** An application that takes two kinds of proof. */
async function demanding({ server, slug }: World): Promise<Application> {
  const [client_id, client_secret] = [`${slug}-demanding`, `secret-of-${slug}-demanding`];
  const grant_types = ['authorization_code', 'refresh_token'];
  const client = { client_id, client_secret, redirect_uris: [redirectUri], grant_types, require_acr: 2 };
  await seed(server, { clients: [{ ...client, first_party: true }] });
  return Application.discover(server.issuer, client_id, client_secret);
}

describe('ruling 24: the session that removes its factor', () => {
  it('says so in every token from then on: userinfo, introspection, refresh, silent sign-in', async () => {
    const world = await createWorld();
    const { browser, tokens } = await removedApp(world);
    expect(saidBy(await userinfoOf(world, tokens.access_token))).to.deep.equal(password);
    const introspected = await oidc.tokenIntrospection(world.otherApplication.config, tokens.access_token);
    expect([introspected.active, saidBy(introspected)]).to.deep.equal([true, password]);
    const next = await refreshed(world, tokens.refresh_token);
    expect(saidBy(next.claims)).to.deep.equal(password);
    expect(next.claims?.auth_time).to.equal(tokens.claims()?.auth_time);
    const silent = await world.otherApplication.start(browser, { prompt: 'none' });
    expect(saidBy((await world.otherApplication.redeem(silent)).claims())).to.deep.equal(password);
    expect(saidBy((await refreshed(world, next.token)).claims)).to.deep.equal(password);
  });

  it('says so in the next access token; one from before carries what it did, for its five minutes', async () => {
    const world = await createWorld();
    const forApi = { scope: 'openid read', resource: 'https://api.example/' };
    const { browser, api } = await browserAndApi(world, world.tomas);
    const { otherApplication } = world;
    const before = await otherApplication.redeem(
      await otherApplication.start(browser, forApi),
      forApi.resource,
    );
    const [id] = await factorsOf(api);
    expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
    const old = decodeJwt(before.access_token);
    expect(saidBy(old)).to.deep.equal(withApp);
    expect(Number(old.exp) - Number(old.iat)).to.equal(300);
    const after = await oidc.refreshTokenGrant(otherApplication.config, before.refresh_token ?? '', {
      resource: forApi.resource,
    });
    expect(saidBy(decodeJwt(after.access_token))).to.deep.equal(password);
  });

  it('does not let an older token tell of what is proven later, by introspection or at userinfo', async () => {
    const world = await createWorld();
    const { otherApplication: application } = world;
    const told = async (token: string) => saidBy(await oidc.tokenIntrospection(application.config, token));
    const { browser, api, tokens } = await removedApp(world);
    const weak = await refreshed(world, tokens.refresh_token);
    await enrollBy(world, api, world.tomas.email);
    const strong = await visit(world, browser);
    expect(saidBy(strong.claims())).to.deep.equal(withApp);
    expect(await told(strong.access_token)).to.deep.equal(withApp);
    expect(await told(weak.accessToken)).to.deep.equal(password);
    expect(saidBy(await userinfoOf(world, strong.access_token))).to.deep.equal(withApp);
    expect(saidBy(await userinfoOf(world, weak.accessToken))).to.deep.equal(password);
  });

  it('has no fresh second factor at the API, where it goes on with the password alone', async () => {
    const world = await createWorld();
    const { api } = await removedApp(world);
    expect((await api.get('/me')).status).to.equal(200);
    const renewed = await api.post('/me/recovery-codes');
    expect(saying(renewed)).to.deep.equal([401, 'mfa_required']);
    expect(renewed.headers.get('www-authenticate')).to.include('insufficient_user_authentication');
    const begun = await api.post('/me/authenticators', { kind: 'totp' });
    expect([begun.status, begun.body.proof], 'a first enrolment').to.deep.equal([201, 'mailbox']);
  });

  it('has none as an administrator either', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}`;
    const [id] = await factorsOf(api);
    expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
    expect((await api.get(path)).status, 'looking').to.equal(200);
    const opened = await api.patch(path, { join_by_domain: true });
    expect(saying(opened)).to.deep.equal([401, 'mfa_required']);
    expect((await api.get(path)).body).to.include({ join_by_domain: false });
  });

  it('is refused where an application asks for more', async () => {
    const world = await createWorld();
    const application = await demanding(world);
    const { browser, api } = await browserAndApi(world, world.tomas);
    const tokens = await application.redeem(await application.start(browser));
    const [id] = await factorsOf(api);
    expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const introspected = await oidc.tokenIntrospection(application.config, tokens.access_token);
    expect(introspected).to.deep.equal({ active: false });
    const userinfo = oidc.fetchUserInfo(application.config, tokens.access_token, oidc.skipSubjectCheck);
    await userinfo.then(
      () => expect.fail('userinfo was told'),
      (error) => expect(error).to.have.property('status', 401),
    );
    expect((await application.start(browser)).name).to.equal('mailbox');
  });

  it('is refused from the instant at which an organization requires a factor', async () => {
    const deadline = new Date(Date.now() + 600_000).toISOString();
    const world = await createWorld({ enforcement: { ...everyoneWith('forbid'), activation: { deadline } } });
    const { api, tokens } = await removedApp(world);
    const before = await refreshed(world, tokens.refresh_token);
    expect(saidBy(before.claims)).to.deep.equal(password);
    travel(601);
    expect(await refusedWith(world.otherApplication.refresh(before.token ?? ''))).to.equal('invalid_grant');
    expect((await api.get('/me')).status).to.equal(401);
  });

  it('is refused where an organization suspends for it', async () => {
    const world = await createWorld({ enforcement: everyoneWith('suspend') });
    const { api, tokens } = await removedApp(world);
    const refused = await refusedWith(world.otherApplication.refresh(tokens.refresh_token ?? ''));
    expect(refused).to.equal('invalid_grant');
    expect(saying(await api.get('/me'))).to.deep.equal([401, 'insufficient_user_authentication']);
  });

  it('keeps what another organization asks, which lets nobody go on without the proof', async () => {
    const world = await createWorld({ enforcement: everyoneWith('remove') });
    await anotherOrganization(world, everyoneWith('suspend'), [{ email: world.tomas.email, role: 'member' }]);
    const { tokens } = await removedApp(world);
    const refused = await refusedWith(world.otherApplication.refresh(tokens.refresh_token ?? ''));
    expect(refused).to.equal('invalid_grant');
  });
});

describe('ruling 24: of two apps', () => {
  /** Tomas with a second app, signed in anew with the first or the second. */
  async function signedInWith(which: 'first' | 'second') {
    const world = await createWorld();
    const earlier = await apiOf(world, world.tomas);
    const [first = ''] = await factorsOf(earlier);
    const { id: second, secret } = await enrollBy(world, earlier, world.tomas.email, 'Second');
    travel(60);
    const person = which === 'first' ? world.tomas : { ...world.tomas, secret };
    const { browser, api } = await browserAndApi(world, person);
    return { world, api, browser, tokens: await visit(world, browser), first, second };
  }

  it('the one that was not used may go: the session has proven what it has', async () => {
    for (const which of ['first', 'second'] as const) {
      const { world, api, tokens, first, second } = await signedInWith(which);
      const mfaTime = tokens.claims()?.mfa_time;
      travel(5);
      const gone = which === 'first' ? second : first;
      expect((await api.delete(`/me/authenticators/${gone}`)).status).to.equal(200);
      const { claims } = await refreshed(world, tokens.refresh_token);
      expect([saidBy(claims), claims?.mfa_time], which).to.deep.equal([withApp, mfaTime]);
      expect((await api.post('/me/recovery-codes')).status).to.equal(201);
    }
  });

  it('the one that was used takes its proof along, and the other one is asked for', async () => {
    const { world, api, browser, tokens, first } = await signedInWith('first');
    expect((await api.delete(`/me/authenticators/${first}`)).status).to.equal(200);
    expect(await refusedWith(world.otherApplication.refresh(tokens.refresh_token ?? ''))).to.equal(
      'invalid_grant',
    );
    expect(saying(await api.get('/me'))).to.deep.equal([401, 'insufficient_user_authentication']);
    expect((await world.application.start(browser)).name).to.equal('challenge');
  });
});

describe('ruling 24: a key that is removed', () => {
  const optionsOf = (page: Awaited<ReturnType<Browser['open']>>) =>
    JSON.parse(page.page.querySelector('form')?.getAttribute('data-key-get') ?? '{}');

  /** Mina with an app and a key, both of which her session has proven. */
  async function bothProven() {
    const world = await createWorld();
    const first = await apiOf(world, world.mina);
    const app = await enrollBy(world, first, world.mina.email);
    const { id: keyId, key } = await enrollKeyBy(world, first, world.mina.email);
    travel(60);
    const asked = await passPassword(world.application, world.mina);
    const page = await asked.browser.submit(asked.answer, { action: 'use_app_code' });
    await asked.browser.submit(page, { code: codeOf(app.secret) });
    const { browser } = asked;
    const level3 = { id_token: { acr: { essential: true, value: 'urn:countersign:acr:3' } } };
    const parameters = {
      scope: 'openid account organization:admin',
      resource: `${world.server.issuer}/api/v1`,
      claims: JSON.stringify(level3),
    };
    const challenge = await world.application.start(browser, parameters);
    const assertion = JSON.stringify(key.answer(optionsOf(challenge), { userVerified: true }));
    const answer = await browser.submit(challenge, { assertion });
    const { access_token } = await world.application.redeem(answer, parameters.resource);
    const api = new ApiClient(world.server, access_token);
    const tokens = await visit(world, browser);
    expect(tokens.claims()?.amr).to.deep.equal(['pwd', 'otp', 'pop', 'user', 'mfa', 'hwk']);
    return { world, api, tokens, keyId, appId: app.id };
  }

  it('takes the proofs by that key along, and no other', async () => {
    const { world, api, tokens, keyId } = await bothProven();
    expect((await api.delete(`/me/authenticators/${keyId}`)).status).to.equal(200);
    const { claims } = await refreshed(world, tokens.refresh_token);
    expect(saidBy(claims)).to.deep.equal(withApp);
  });

  it('stays proven when the app goes', async () => {
    const { world, api, tokens, appId } = await bothProven();
    expect((await api.delete(`/me/authenticators/${appId}`)).status).to.equal(200);
    const { claims } = await refreshed(world, tokens.refresh_token);
    expect(claims?.amr).to.deep.equal(['pwd', 'pop', 'user', 'mfa', 'hwk']);
    expect(claims?.acr).to.equal('urn:countersign:acr:3');
  });
});

describe('ruling 24: a recovery code', () => {
  it('has proven nothing any more once its set is replaced', async () => {
    const world = await createWorld();
    const enrolling = await apiOf(world, world.mina);
    const { secret, recoveryCodes } = await enrollBy(world, enrolling, world.mina.email);
    travel(60);
    const { browser, answer } = await passPassword(world.otherApplication, world.mina);
    const back = await browser.submit(answer, { code: recoveryCodes[0] ?? '' });
    const tokens = await world.otherApplication.redeem(back);
    expect(tokens.claims()?.amr).to.deep.equal(['pwd', 'recovery', 'mfa']);
    const first = await refreshed(world, tokens.refresh_token);
    expect(first.claims?.amr).to.deep.equal(['pwd', 'recovery', 'mfa']);
    const own = await apiOf(world, { ...world.mina, secret });
    expect((await own.post('/me/recovery-codes')).status).to.equal(201);
    expect(await refusedWith(world.otherApplication.refresh(first.token ?? ''))).to.equal('invalid_grant');
    const other = await signIn(world.otherApplication, { ...world.mina, secret }, { step: 1 });
    expect((await world.otherApplication.redeem(other.answer)).claims()?.amr).to.deep.equal(withApp.amr);
  });
});

import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import type { Application } from '../../harness/application.ts';
import type { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { clientOfOrganization, elsewhere, joinedBy, memberPath } from '../../harness/members.ts';
import { openReceiver, type Receiver } from '../../harness/receiver.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

type Tokens = Awaited<ReturnType<Application['redeem']>>;

/** A client of an organization that is told of logouts. */
function toldClientOf({ server }: World, slug: string, receiver: Receiver): Promise<Application> {
  return clientOfOrganization(server, slug, {
    backchannel_logout_uri: receiver.uri,
    backchannel_logout_session_required: true,
  });
}

/** Goes to one more application in the browser that is signed in already. */
async function silently(application: Application, browser: Browser, parameters = {}): Promise<Tokens> {
  return application.redeem(await application.start(browser, parameters));
}

/** Vic is a member of two organizations, with tokens of each kind from one session. */
async function vic(receivers: readonly [Receiver, Receiver]) {
  const world = await createWorld();
  const { server, slug, tomas, application, otherApplication } = world;
  const other = await elsewhere(world, [tomas]);
  const [here, there] = [
    await toldClientOf(world, slug, receivers[0]),
    await toldClientOf(world, other, receivers[1]),
  ];
  const scope = 'openid organization';
  const { browser, answer } = await signIn(here, tomas, { parameters: { scope } });
  const tokens = await here.redeem(answer);
  const consent = await here.start(browser, { scope: `${scope} offline_access`, prompt: 'consent' });
  const offline = await here.redeem(await browser.submit(consent));
  const elsewhereTokens = await silently(there, browser, { scope });
  const free = await silently(application, browser, { scope });
  const narrowed = await silently(otherApplication, browser, { scope, organization: other });
  return { world, server, other, here, there, browser, tokens, offline, elsewhereTokens, free, narrowed };
}

const ways: Readonly<Record<string, (api: ApiClient, path: string) => Promise<unknown>>> = {
  removed: async (api, path) => expect((await api.delete(path)).status).to.equal(204),
  suspended: async (api, path) => expect((await api.patch(path, { suspended: true })).status).to.equal(200),
};

const refreshed = (application: Application, { refresh_token: token = '' }: Tokens) =>
  refusedWith(application.refresh(token));

const isActive = async ({ config }: Application, { access_token: token }: Tokens) =>
  (await oidc.tokenIntrospection(config, token)).active;

describe('a member who is removed or suspended', () => {
  let receivers: [Receiver, Receiver];

  beforeEach(async () => {
    receivers = [await openReceiver(), await openReceiver()];
  });

  afterEach(() => Promise.all(receivers.map((receiver) => receiver.close())));

  for (const [way, act] of Object.entries(ways)) {
    it(`A-28, ruling 1: ${way}: loses whatever carried the organization, while their other one goes on`, async () => {
      const { world, here, there, browser, ...had } = await vic(receivers);
      const { application, otherApplication, slug } = world;
      const api = await apiOf(world, world.olivia);
      expect([await isActive(here, had.offline), await isActive(there, had.elsewhereTokens)]).to.deep.equal([
        true,
        true,
      ]);
      await act(api, await memberPath(world, world.tomas));

      expect(await isActive(here, had.tokens)).to.equal(false);
      expect(await isActive(here, had.offline)).to.equal(false);
      expect(await isActive(application, had.free)).to.equal(false);
      expect(await refreshed(here, had.tokens)).to.equal('invalid_grant');
      expect(await refreshed(here, had.offline)).to.equal('invalid_grant');
      expect(await refreshed(application, had.free), 'it told of both').to.equal('invalid_grant');
      expect(here.errorOf(await here.start(browser, { prompt: 'none' }))).to.equal('access_denied');

      expect(await refreshed(there, had.elsewhereTokens)).to.equal('none');
      expect(await refreshed(otherApplication, had.narrowed), 'it told of the other one').to.equal('none');
      const silent = { prompt: 'none', scope: 'openid organization' };
      for (const each of [there, application]) {
        const claims = (await silently(each, browser, silent)).claims();
        expect(claims?.organization).to.have.all.keys(had.other).and.not.have.any.keys(slug);
      }
    });

    it(`A-28: ${way}: the applications of the organization are told, and those of the other one are not`, async () => {
      const { world, server, tokens } = await vic(receivers);
      const operator = await operatorOf(world);
      await act(operator, await memberPath(world, world.tomas));
      await server.countersign.jobs.runDue(new Date());
      expect(receivers.map(({ received }) => received.length)).to.deep.equal([1, 0]);
      const { sid, sub } = decodeJwt(receivers[0].received[0] ?? '');
      expect([sid, sub]).to.deep.equal([tokens.claims()?.sid, tokens.claims()?.sub]);
    });
  }

  it('A-28: whose device is reset loses every session everywhere', async () => {
    const { world, here, there, browser, ...had } = await vic(receivers);
    const api = await operatorOf(world);
    const reset = await api.post(`${await memberPath(world, world.tomas)}/reset-authenticators`);
    expect(reset.status, JSON.stringify(reset.body)).to.equal(200);
    expect(await refreshed(here, had.offline)).to.equal('invalid_grant');
    expect(await refreshed(there, had.elsewhereTokens)).to.equal('invalid_grant');
    for (const each of [here, there, world.application])
      expect(each.errorOf(await each.start(browser, { prompt: 'none' }))).to.equal('login_required');
  });

  it('A-28: whose device is reset: every application of theirs is told, and no token of theirs is active', async () => {
    const { world, server, here, there, ...had } = await vic(receivers);
    const api = await operatorOf(world);
    const ofEach = [
      [here, had.tokens],
      [here, had.offline],
      [world.application, had.free],
    ] as const;
    for (const [application, tokens] of ofEach)
      expect(await isActive(application, tokens), 'before').to.equal(true);
    await api.post(`${await memberPath(world, world.tomas)}/reset-authenticators`);
    for (const [application, tokens] of ofEach) {
      expect(await isActive(application, tokens)).to.equal(false);
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      expect((await fetch(`${server.issuer}/me`, { headers })).status).to.equal(401);
    }
    expect(await isActive(there, had.elsewhereTokens)).to.equal(false);
    await server.countersign.jobs.runDue(new Date());
    expect(receivers.map(({ received }) => received.length)).to.deep.equal([1, 1]);
    for (const { received } of receivers)
      expect(decodeJwt(received[0] ?? '').sub).to.equal(had.tokens.claims()?.sub);
  });

  for (const [way, act] of Object.entries(ways)) {
    it(`A-28: an administrator who is ${way} administers no more, with a token from before`, async () => {
      const world = await createWorld();
      const { ada } = await joinedBy(world, { ada: 'admin' });
      const api = await apiOf(world, ada);
      const path = `/organizations/${world.slug}`;
      expect((await api.get(path)).status).to.equal(200);
      await act(await operatorOf(world), await memberPath(world, ada));
      const target = await memberPath(world, world.mina);
      for (const answer of [
        await api.get(path),
        await api.get(`${path}/activity`),
        await api.put(`${path}/enforcement`, { preset: 'all-at-once' }),
        await api.patch(target, { suspended: true }),
      ])
        expect(answer.status).to.be.oneOf([401, 403, 404]);
    });
  }

  it('A-28: is served again by its applications after they were reinstated, with new tokens only', async () => {
    const { world, here, browser, ...had } = await vic(receivers);
    const api = await operatorOf(world);
    const path = await memberPath(world, world.tomas);
    await api.patch(path, { suspended: true });
    travel(1);
    expect((await api.patch(path, { suspended: false })).status).to.equal(200);
    expect(await refreshed(here, had.tokens)).to.equal('invalid_grant');
    expect((await here.start(browser, { prompt: 'none' })).location).to.include('code=');
  });
});

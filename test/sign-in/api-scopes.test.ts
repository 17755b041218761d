import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { Provider } from 'oidc-provider';
import { languages, loadWords } from '../../src/web/words/language.ts';
import { aboutOneself } from '../api/access/support/operations.ts';
import { snapshotOf } from '../api/access/support/snapshot.ts';
import { ApiClient } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { forApi } from '../harness/scopes.ts';
import { startTestServer } from '../harness/server.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';

const ours = ['account', 'organization:admin'];
const words = loadWords('views');
const machine = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] };
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** A world whose clients name no scope, as most registrations do. */
function worldWithout(client: Readonly<Record<string, unknown>>): Promise<World> {
  return createWorld({ client: { ...client, scope: undefined } });
}

async function post(url: string, headers: Record<string, string>, body: Record<string, string>) {
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(body) });
  return [answer.status, ((await answer.json()) as { error?: string }).error];
}

describe('ruling 29: a registration that names no scope', () => {
  for (const [title, client] of Object.entries({
    'of our own': { first_party: true },
    'of somebody else': { first_party: false },
  }))
    for (const scope of ours)
      it(`${title} gets no ${scope}, however it asks`, async () => {
        const { application, olivia, server } = await worldWithout(client);
        const { resource } = forApi(server);
        for (const asked of [{ scope: `openid ${scope}` }, { scope: `openid ${scope}`, resource }]) {
          const answer = await application.start(new Browser(), asked);
          expect(application.errorOf(answer)).to.equal('invalid_scope');
          const parameters = { ...asked, client_id: application.clientId, response_type: 'code' };
          expect(
            await post(`${server.issuer}/request`, application.credentials(), {
              ...parameters,
              redirect_uri: 'http://localhost:4999/callback',
            }),
          ).to.deep.equal([400, 'invalid_scope']);
        }
        const { browser, answer } = await signIn(application, olivia, {
          parameters: { scope: 'openid', resource },
        });
        const back = answer.name === 'consent' ? await browser.submit(answer) : answer;
        const { access_token: token } = await application.redeem(back, resource);
        expect(decodeJwt(token)).not.to.have.property('scope');
      });

  it('of a device gets neither', async () => {
    const { application, server } = await worldWithout({
      grant_types: [deviceGrant],
      redirect_uris: [],
      response_types: [],
    });
    for (const scope of ours)
      expect(
        await post(`${server.issuer}/device/auth`, application.credentials(), {
          client_id: application.clientId,
          scope: `openid ${scope}`,
        }),
      ).to.deep.equal([400, 'invalid_scope']);
  });

  it('of a machine gets neither, nor the operator’s', async () => {
    const { application, server } = await worldWithout({ ...machine });
    const { resource } = forApi(server);
    for (const scope of [...ours, 'operator']) {
      const body = { grant_type: 'client_credentials', scope, resource };
      expect(await post(`${server.issuer}/token`, application.credentials(), body)).to.deep.equal([
        400,
        'invalid_scope',
      ]);
    }
  });

  it('in the code of a deployment gets no more', async () => {
    const builtIn = { client_id: 'built-in', client_secret: 'secret-of-built-in', ...machine };
    const server = await startTestServer({
      buildProvider: (issuer, configuration) =>
        new Provider(issuer, { ...configuration, clients: [{ ...builtIn }] }),
    });
    try {
      const basic = Buffer.from(`${builtIn.client_id}:${builtIn.client_secret}`).toString('base64');
      for (const scope of [...ours, 'operator']) {
        const body = { grant_type: 'client_credentials', scope, resource: forApi(server).resource };
        expect(await post(`${server.issuer}/token`, { authorization: `Basic ${basic}` }, body)).to.deep.equal(
          [400, 'invalid_scope'],
        );
      }
    } finally {
      await server.stop();
    }
  });
});

describe('A-31, ruling 29: an application of somebody else that was allowed a sign-in alone', () => {
  it('is refused at all of /me, and nothing has changed', async () => {
    const world = await worldWithout({ first_party: false });
    const { application, server, slug, olivia } = world;
    const { browser: other, answer: allowed } = await signIn(world.otherApplication, olivia);
    await other.submit(allowed);
    const { resource } = forApi(server);
    const { browser, answer } = await signIn(application, olivia, {
      parameters: { scope: 'openid', resource },
      step: 1,
    });
    const shown = answer.page.querySelectorAll('ul.shared li').map((item) => item.text.trim());
    expect(shown).to.deep.equal([words.en.say('scopes.openid', {})]);
    const { access_token: token } = await application.redeem(await browser.submit(answer), resource);
    const api = new ApiClient(server, token);
    const before = await snapshotOf(server, slug);
    for (const { method, path } of aboutOneself) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      const reply = await api.send(method, path.replaceAll(/\{\w+\}/g, 'others'), body);
      expect([reply.status, reply.body.code], `${method} ${path}`).to.deep.equal([403, 'insufficient_scope']);
      expect(reply.headers.get('www-authenticate')).to.equal(
        'Bearer error="insufficient_scope", scope="account"',
      );
    }
    expect(await snapshotOf(server, slug)).to.deep.equal(before);
    const silent = await world.otherApplication.start(other, { prompt: 'none' });
    expect(silent.location).to.include('code=');
  });
});

describe('ruling 29: an application of somebody else whose registration names the scopes of the API', () => {
  for (const language of languages)
    it(`gets them from a person who has read them in words (${language}), each once`, async () => {
      const { application, greta, server } = await createWorld({ client: { first_party: false } });
      const { scope, resource } = forApi(server);
      const browser = new Browser({ 'accept-language': language });
      const { answer } = await signIn(application, greta, { browser, parameters: { scope, resource } });
      expect(answer.name).to.equal('consent');
      const shown = answer.page.querySelectorAll('ul.shared li').map((item) => item.text.trim());
      expect(shown).to.deep.equal(scope.split(' ').map((each) => words[language].say(`scopes.${each}`, {})));
      const { access_token: token } = await application.redeem(await browser.submit(answer), resource);
      expect(decodeJwt(token).scope).to.equal('account organization:admin');
      expect((await new ApiClient(server, token).get('/me')).body.email).to.equal(greta.email);
    });

  it('gets none of them from a person who says no, nor one more than was read', async () => {
    const { application, greta, server } = await createWorld({ client: { first_party: false } });
    const { scope, resource } = forApi(server);
    const { browser, answer } = await signIn(application, greta, {
      parameters: { scope: 'openid account', resource },
    });
    const denied = await browser.submit(answer, { action: 'cancel' });
    expect(application.errorOf(denied)).to.equal('access_denied');
    const agreed = await browser.submit(
      await application.start(browser, { scope: 'openid account', resource }),
    );
    const { access_token: token } = await application.redeem(agreed, resource);
    expect(decodeJwt(token).scope).to.equal('account');
    const silent = await application.start(browser, { scope, resource, prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('consent_required');
  });
});

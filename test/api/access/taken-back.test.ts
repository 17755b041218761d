import { expect } from 'chai';
import { ApiClient, apiOf } from '../../harness/api.ts';
import type { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { everyScope, forApi } from '../../harness/scopes.ts';
import { createWorld, seed, signIn, type World } from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

interface Let extends World {
  readonly browser: Browser;
  readonly api: ApiClient;
  readonly idToken: string;
  readonly refreshToken: string;
}

/** Greta has let an application of somebody else act on her account. */
async function letIn(): Promise<Let> {
  const world = await createWorld({ client: { first_party: false, scope: `${everyScope} account` } });
  const { application, server, greta } = world;
  const parameters = { ...forApi(server), scope: 'openid account' };
  const { browser, answer } = await signIn(application, greta, { parameters });
  const tokens = await application.redeem(await browser.submit(answer), parameters.resource);
  const api = new ApiClient(server, tokens.access_token);
  const { id_token: idToken = '', refresh_token: refreshToken = '' } = tokens;
  return { ...world, browser, api, idToken, refreshToken };
}

async function withdraw({ otherApplication, ...world }: Let): Promise<void> {
  await seed(world.server, { clients: [{ client_id: otherApplication.clientId, first_party: true }] });
  travel(2);
  const own = await apiOf({ ...world, application: otherApplication }, world.greta);
  const { items } = (await own.get('/me/grants')).body as { items: { id: string; client_id: string }[] };
  const grant = items.find(({ client_id: id }) => id === world.application.clientId);
  expect((await own.delete(`/me/grants/${grant?.id}`)).status).to.equal(204);
}

const ends: Readonly<Record<string, (world: Let) => Promise<unknown>>> = {
  'is withdrawn': withdraw,
  'ends by a sign-out that needs no question': ({ browser, server, idToken }) =>
    browser.open(`${server.issuer}/session/end?id_token_hint=${idToken}`),
  'ends by a sign-out': async ({ browser, server }) =>
    browser.submit(await browser.open(`${server.issuer}/session/end`), { logout: 'yes' }),
  'is revoked by its application': ({ application, server, refreshToken: token }) =>
    fetch(`${server.issuer}/token/revocation`, {
      method: 'POST',
      headers: application.credentials(),
      body: new URLSearchParams({ token }),
    }),
  'is taken back since a token of it was used again': async ({ application, refreshToken }) => {
    await application.refresh(refreshToken);
    expect(await refusedWith(application.refresh(refreshToken))).to.equal('invalid_grant');
  },
};

describe('what an application was let do at the API', () => {
  for (const [how, end] of Object.entries(ends))
    it(`is over at once when its grant ${how}`, async () => {
      const world = await letIn();
      expect((await world.api.get('/me')).status).to.equal(200);
      await end(world);
      expect((await world.api.get('/me')).status).to.equal(401);
      expect((await world.api.patch('/me', { name: 'Somebody else' })).status).to.equal(401);
    });
});

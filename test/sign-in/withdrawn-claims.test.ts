import { expect } from 'chai';
import * as oidc from 'openid-client';
import { createWorld, passPassword, seed, signIn, type World } from '../harness/world.ts';

/** Whatever can be asked by name of a person who has an address and a given name. */
const named = { email: null, email_verified: { essential: true }, name: null, given_name: null };
const claims = JSON.stringify({ userinfo: named, id_token: { ...named, acr: null } });
const every = ['email', 'email_verified', 'given_name', 'name'];

/** Registers the application anew, which every server knows at once. */
async function register({ server, application }: World, scope: string): Promise<void> {
  await seed(server, { clients: [{ client_id: application.clientId, scope }] });
}

async function createPerson(client: object = {}): Promise<World> {
  const world = await createWorld({ client: { scope: 'openid email profile', ...client } });
  const { email } = world.greta;
  await seed(world.server, { users: [{ email, name: 'Greta', profile: { given_name: 'Greta' } }] });
  return world;
}

/** Names of the claims about the person that came, in the ID token and at userinfo. */
async function toldBy(
  { application }: World,
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
): Promise<{ readonly idToken: readonly string[]; readonly userinfo: readonly string[] }> {
  const { access_token: token } = tokens;
  const userinfo = await oidc.fetchUserInfo(application.config, token, oidc.skipSubjectCheck);
  const of = (told: object) => every.filter((name) => name in told);
  return { idToken: of(tokens.claims() ?? {}), userinfo: of(userinfo) };
}

const both = (names: readonly string[]) => ({ idToken: names, userinfo: names });

describe('ruling 29: claims that are asked by their names', () => {
  it('come where the registration has the scope for them', async () => {
    const world = await createPerson();
    const { answer } = await signIn(world.application, world.greta, { parameters: { claims } });
    const tokens = await world.application.redeem(answer);
    expect(await toldBy(world, tokens)).to.deep.equal(both(every));
    expect(tokens.claims()?.acr).to.equal('urn:countersign:acr:1');
  });

  for (const [scope, left] of [
    ['openid', []],
    ['openid email', ['email', 'email_verified']],
    ['openid profile', ['given_name', 'name']],
  ] as const)
    it(`are gone with the scope, of what is out and at a new sign-in: ${scope}`, async () => {
      const world = await createPerson();
      const { application } = world;
      const { answer, browser } = await signIn(application, world.greta, { parameters: { claims } });
      const tokens = await application.redeem(answer);
      const code = await application.start(browser, { claims });
      await register(world, scope);
      expect((await toldBy(world, tokens)).userinfo, 'userinfo').to.deep.equal(left);
      expect(await toldBy(world, await application.redeem(code)), 'a code').to.deep.equal(both(left));
      const refreshed = await application.refresh(tokens.refresh_token ?? '');
      expect(await toldBy(world, refreshed), 'a refresh').to.deep.equal(both(left));
      const anew = await application.redeem(await application.start(browser, { claims }));
      expect(await toldBy(world, anew), 'anew').to.deep.equal(both(left));
      expect(anew.claims()?.acr, 'what is not of a scope').to.equal('urn:countersign:acr:1');
      await register(world, 'openid email profile');
      const later = await application.refresh(refreshed.refresh_token ?? '');
      expect(await toldBy(world, later), 'for good').to.deep.equal(both(left));
    });

  it('are on no consent page without the scope for them', async () => {
    const world = await createPerson({ scope: 'openid', first_party: false });
    const { application, greta } = world;
    const { answer, browser } = await passPassword(application, greta, { parameters: { claims } });
    expect(answer.name).to.equal('consent');
    expect(answer.body).not.to.match(/e-mail|email/i);
    const tokens = await application.redeem(await browser.submit(answer));
    expect(await toldBy(world, tokens)).to.deep.equal(both([]));
    expect((await application.start(browser, { claims })).location, 'nothing is missing').to.include('code=');
  });
});

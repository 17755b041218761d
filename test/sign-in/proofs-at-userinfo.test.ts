import { expect } from 'chai';
import * as oidc from 'openid-client';
import { travel } from '../harness/clock.ts';
import { createWorld, passPassword, signIn, type TestPerson, type World } from '../harness/world.ts';

const names = ['amr', 'acr', 'auth_time', 'mfa_time'] as const;

/** What is said about the sign-in, and nothing about the person. */
function saidBy(claims: object | undefined): Record<string, unknown> {
  const known: readonly string[] = names;
  return Object.fromEntries(Object.entries(claims ?? {}).filter(([name]) => known.includes(name)));
}

async function toldOf({ application }: World, person: TestPerson, parameters: Record<string, string> = {}) {
  const { answer } = await signIn(application, person, { parameters });
  const tokens = await application.redeem(answer);
  const at = (token: string) => oidc.fetchUserInfo(application.config, token, tokens.claims()?.sub ?? '');
  return { tokens, at };
}

describe('userinfo, for applications that read no ID token', () => {
  it('says how and when the person signed in, as the ID token does', async () => {
    const world = await createWorld();
    for (const [person, expected] of [
      [world.greta, names.slice(0, 3)],
      [world.tomas, names],
    ] as const) {
      const { tokens, at } = await toldOf(world, person);
      const said = saidBy(await at(tokens.access_token));
      expect(said).to.have.all.keys(...expected);
      expect(said).to.deep.equal(saidBy(tokens.claims()));
    }
  });

  it('says the same after a refresh, with the time of the sign-in', async () => {
    const world = await createWorld();
    const { application, tomas } = world;
    const { tokens, at } = await toldOf(world, tomas);
    travel(60);
    const refreshed = await application.refresh(tokens.refresh_token ?? '');
    expect(saidBy(await at(refreshed.access_token))).to.deep.equal(saidBy(tokens.claims()));
  });

  it('states the level by the name that the request asked for', async () => {
    const world = await createWorld();
    const acr = 'urn:countersign:acr:1';
    const claims = JSON.stringify({ id_token: { acr: { value: acr } } });
    const { tokens, at } = await toldOf(world, world.tomas, { claims });
    expect([tokens.claims()?.acr, (await at(tokens.access_token)).acr]).to.deep.equal([acr, acr]);
  });

  it('says it where a claims request names it, without asking the person for more', async () => {
    const world = await createWorld({ client: { first_party: false } });
    const userinfo = Object.fromEntries(names.map((name) => [name, null]));
    const { application, tomas } = world;
    const { answer, browser } = await signIn(application, tomas);
    expect(answer.name).to.equal('consent');
    await application.redeem(await browser.submit(answer));
    const asked = await application.start(browser, { claims: JSON.stringify({ userinfo }) });
    const tokens = await application.redeem(asked);
    const info = await oidc.fetchUserInfo(application.config, tokens.access_token, oidc.skipSubjectCheck);
    expect(saidBy(info)).to.have.all.keys(...names);
  });

  it('says nothing of a second factor to who left it out', async () => {
    const world = await createWorld();
    const { answer } = await passPassword(world.application, world.mina);
    const tokens = await world.application.redeem(answer);
    const { config } = world.application;
    const info = await oidc.fetchUserInfo(config, tokens.access_token, oidc.skipSubjectCheck);
    expect([info.amr, info.mfa_time]).to.deep.equal([['pwd'], undefined]);
  });
});

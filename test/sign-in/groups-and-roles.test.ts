import { expect } from 'chai';
import * as oidc from 'openid-client';
import { travel } from '../harness/clock.ts';
import { createWorld, everyoneNow, seed, signIn, type TestPerson, type World } from '../harness/world.ts';

const scope = 'openid groups roles organization';

/** Tomas is an administrator of a second organization, which enforces nothing. */
async function inTwoOrganizations(): Promise<World & { other: string }> {
  const world = await createWorld();
  const other = `${world.slug}-other`;
  const members = [
    { email: world.olivia.email, role: 'owner' },
    { email: world.tomas.email, role: 'admin' },
    { email: world.mina.email, role: 'member' },
  ];
  await seed(world.server, { organizations: [{ slug: other, name: 'Other', members }] });
  return { ...world, other };
}

const saidBy = (claims: Readonly<Record<string, unknown>> | undefined) => [claims?.groups, claims?.roles];

async function toldOf({ application }: World, person: TestPerson, parameters: Record<string, string> = {}) {
  const { answer } = await signIn(application, person, { parameters: { scope, ...parameters } });
  const tokens = await application.redeem(answer);
  const { access_token: token } = tokens;
  const userinfo = await oidc.fetchUserInfo(application.config, token, oidc.skipSubjectCheck);
  expect(saidBy(userinfo), 'userinfo').to.deep.equal(saidBy(tokens.claims()));
  return { tokens, said: saidBy(tokens.claims()) };
}

describe('ruling 36: the scopes groups and roles', () => {
  it('tell of all organizations, and of roles in none of them', async () => {
    const world = await inTwoOrganizations();
    const { slug, other } = world;
    const groups = [slug, `${slug}:member`, other, `${other}:admin`];
    expect((await toldOf(world, world.tomas)).said).to.deep.equal([groups, []]);
    expect((await toldOf(world, world.greta)).said, 'of who is in none').to.deep.equal([[], []]);
  });

  it('narrow with the organization parameter, also after a refresh', async () => {
    const world = await inTwoOrganizations();
    const { other } = world;
    const { tokens, said } = await toldOf(world, world.tomas, { organization: other });
    expect(said).to.deep.equal([[other, `${other}:admin`], ['admin']]);
    const refreshed = await world.application.refresh(tokens.refresh_token ?? '');
    expect(saidBy(refreshed.claims())).to.deep.equal(said);
  });

  it('tell of the roles in the organization that the client is registered with', async () => {
    const world = await inTwoOrganizations();
    const client = { client_id: world.application.clientId, organization: world.other };
    await seed(world.server, { clients: [client] });
    travel(2);
    const { said } = await toldOf(world, world.tomas);
    expect(said[1]).to.deep.equal(['admin']);
  });

  it('are each asked for by itself, and by no name', async () => {
    const world = await inTwoOrganizations();
    const { slug } = world;
    const only = await toldOf(world, world.mina, { scope: 'openid groups', organization: slug });
    expect(only.said).to.deep.equal([[slug, `${slug}:member`], undefined]);
    const roles = await toldOf(world, world.mina, { scope: 'openid roles', organization: slug });
    expect(roles.said).to.deep.equal([undefined, ['member']]);
    const claims = JSON.stringify({ userinfo: { groups: null }, id_token: { groups: null, roles: null } });
    const named = await toldOf(world, world.mina, { scope: 'openid', claims });
    expect(named.said).to.deep.equal([undefined, undefined]);
  });

  it('leave out an organization whose policy this session does not satisfy', async () => {
    const world = await inTwoOrganizations();
    const { slug, other, mina } = world;
    const client = { client_id: world.application.clientId, organization: other };
    await seed(world.server, { clients: [client], organizations: [{ slug, enforcement: everyoneNow }] });
    travel(2);
    const { tokens, said } = await toldOf(world, mina);
    expect(said).to.deep.equal([[other, `${other}:member`], ['member']]);
    const claim = tokens.claims()?.organization;
    expect(claim, 'which says why').to.have.nested.property(`${slug}.mfa.satisfied`, false);
    expect((await toldOf(world, mina, { organization: slug })).said).to.deep.equal([[], []]);
  });

  it('are in discovery and on the consent page, in words', async () => {
    const world = await createWorld({ client: { first_party: false } });
    const discovery = await fetch(`${world.server.issuer}/.well-known/openid-configuration`);
    const { scopes_supported: scopes, claims_supported: claims } = (await discovery.json()) as {
      scopes_supported: string[];
      claims_supported: string[];
    };
    for (const name of ['groups', 'roles']) {
      expect(scopes).to.include(name);
      expect(claims).to.include(name);
    }
    const { answer } = await signIn(world.application, world.greta, { parameters: { scope } });
    expect(answer.name).to.equal('consent');
    expect(answer.body)
      .to.include('The names of your organizations')
      .and.to.include('Your roles in the organization that you sign in for');
  });
});

import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { isOfAudience } from '../../src/provider/decisions/resources.ts';
import { apiOf } from '../harness/api.ts';
import { Application } from '../harness/application.ts';
import type { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { idOf } from '../harness/members.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import {
  createWorld,
  enroll,
  everyoneNow,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../harness/world.ts';

const opaque = { scopes: 'read', format: 'opaque' } as const;
const jwt = 'https://jwt.example/';
const resources = {
  [jwt]: { scopes: 'read', format: 'jwt' },
  'https://named.example/': { ...opaque, audience: 'named-api' },
  'https://listed.example/': { ...opaque, clients: ['listed-api', 'public-api'] },
} as const;

const everything = 'openid read organization groups roles email';

describe('what resource servers read', () => {
  let server: TestServer;
  let world: World;
  let other: string;

  /** Tomas is an administrator of a second organization. APIs are machines, but for one that could be anybody. */
  before(async () => {
    server = await startTestServer({ resources });
    world = await createWorld({ server });
    other = `${world.slug}-other`;
    const members = [
      { email: world.olivia.email, role: 'owner' },
      { email: world.tomas.email, role: 'admin' },
      { email: world.mina.email, role: 'member' },
    ];
    const machine = (id: string) => ({
      client_id: id,
      client_secret: `secret-of-${id}`,
      grant_types: ['client_credentials'],
    });
    const open = { client_id: 'public-api', redirect_uris: ['https://p.example/'] };
    await seed(server, {
      organizations: [{ slug: other, name: 'Other', members }],
      clients: [...['named-api', 'listed-api'].map(machine), { ...open, token_endpoint_auth_method: 'none' }],
    });
  });
  after(() => server.stop());

  /** Each person signs in once: a code of an app counts once, and later requests come from the same browser. */
  const browsers = new Map<string, Browser>();

  async function tokensOf(person: TestPerson, resource?: string, parameters: Record<string, string> = {}) {
    const { application } = world;
    const asked = { scope: everything, ...(resource && { resource }), ...parameters };
    const known = browsers.get(person.email);
    if (known !== undefined) return application.redeem(await application.start(known, asked), resource);
    const { answer, browser } = await signIn(application, person, { parameters: asked });
    browsers.set(person.email, browser);
    return application.redeem(answer, resource);
  }

  async function introspect(clientId: string, token: string) {
    const { config } = await Application.discover(server.issuer, clientId, `secret-of-${clientId}`);
    return oidc.tokenIntrospection(config, token);
  }

  it('by introspection is for the client of a token and for its API alone', async () => {
    const { application, otherApplication, tomas } = world;
    const [named, listed] = ['https://named.example/', 'https://listed.example/'] as const;
    const own = application.clientId;
    const foreign = otherApplication.clientId;
    for (const [resource, active, inactive] of [
      [undefined, [own], [foreign, 'named-api', 'listed-api']],
      [named, [own, 'named-api'], [foreign, 'listed-api']],
      [listed, [own, 'listed-api'], [foreign, 'named-api']],
    ] as const) {
      const tokens = await tokensOf(tomas, resource);
      for (const id of active)
        expect(await introspect(id, tokens.access_token), `${id} ${resource}`).to.include({ active: true });
      for (const id of inactive)
        expect(await introspect(id, tokens.access_token), `${id} ${resource}`).to.deep.equal({
          active: false,
        });
      const body = new URLSearchParams({ token: tokens.access_token, client_id: 'public-api' });
      const open = await fetch(`${server.issuer}/token/introspection`, { method: 'POST', body });
      expect(await open.json(), `public ${resource}`).to.deep.equal({ active: false });
    }
  });

  it('by introspection is not for a client with the name of an API that is configured no more', () => {
    expect(isOfAudience(resources, 'named-api', 'named-api')).to.equal(true);
    expect(isOfAudience({}, 'named-api', 'named-api')).to.equal(false);
  });

  it('by introspection says who it is and what they are, as far as it was granted', async () => {
    const { application, tomas, slug } = world;
    for (const resource of [undefined, 'https://named.example/']) {
      const tokens = await tokensOf(tomas, resource);
      const told = await introspect(application.clientId, tokens.access_token);
      expect(told).to.deep.include({
        username: tomas.email,
        groups: [slug, `${slug}:member`, other, `${other}:admin`],
        roles: [],
        amr: ['pwd', 'otp', 'mfa'],
      });
      expect(told).to.have.property('mfa_time').that.is.a('number');
      expect(told).to.have.nested.property(`organization.${slug}.mfa.satisfied`, true);
      expect(told).not.to.have.any.keys('asked', 'email', 'name');
      const plain = await tokensOf(world.greta, resource, { scope: 'openid read' });
      const nothing = await introspect(application.clientId, plain.access_token);
      expect(nothing).not.to.have.any.keys('username', 'groups', 'roles', 'organization', 'asked');
    }
  });

  it('narrows with the organization parameter', async () => {
    const { application, tomas } = world;
    for (const resource of [undefined, 'https://named.example/', jwt]) {
      const tokens = await tokensOf(tomas, resource, { organization: other });
      const told =
        resource === jwt
          ? decodeJwt(tokens.access_token)
          : await introspect(application.clientId, tokens.access_token);
      expect(told).to.deep.include({ groups: [other, `${other}:admin`], roles: ['admin'] });
      expect(Object.keys(told.organization ?? {}), resource).to.deep.equal([other]);
    }
  });

  it('is computed when asked: by who they are then, and what still lives of what was proven', async () => {
    const { application, mina, slug } = world;
    const tokens = await tokensOf(mina, 'https://named.example/', { organization: slug });
    const ask = () => introspect('named-api', tokens.access_token);
    expect(await ask()).to.deep.include({ groups: [slug, `${slug}:member`], roles: ['member'] });
    const owner = await apiOf(world, world.olivia);
    const member = `/organizations/${slug}/members/${await idOf(world, mina)}`;
    expect((await owner.patch(member, { role: 'admin' })).status).to.equal(200);
    expect((await ask()).roles).to.deep.equal(['admin']);
    await seed(server, { clients: [{ client_id: application.clientId, scope: 'openid groups' }] });
    travel(2);
    const narrowed = await ask();
    expect(narrowed)
      .to.include({ active: true })
      .and.not.to.have.any.keys('roles', 'username', 'organization');
    expect(narrowed.groups).to.deep.equal([slug, `${slug}:admin`]);
    await seed(server, {
      clients: [{ client_id: application.clientId, scope: everything.replace(' read', '') }],
    });
    travel(2);
  });

  it('in a JWT says the same, without the address', async () => {
    const { tomas, slug, application } = world;
    const tokens = await tokensOf(tomas, jwt);
    const groups = [slug, `${slug}:member`, other, `${other}:admin`];
    const told = decodeJwt(tokens.access_token);
    expect(told).to.deep.include({ groups, roles: [], amr: ['pwd', 'otp', 'mfa'] });
    expect(told).to.have.nested.property(`organization.${other}.roles`).that.deep.equals(['admin']);
    expect(JSON.stringify(told)).not.to.include(tomas.email);
    const narrower = { scope: 'openid read groups', resource: jwt };
    const refreshed = await oidc.refreshTokenGrant(application.config, tokens.refresh_token ?? '', narrower);
    const less = decodeJwt(refreshed.access_token);
    expect(less).to.deep.include({ groups }).and.not.to.have.any.keys('organization', 'roles');
  });

  it('leaves out an organization whose policy the session does not satisfy', async () => {
    const strict = await createWorld({ server });
    const { slug, mina, application } = strict;
    const two = `${slug}-two`;
    const members = [strict.olivia, mina].map(({ email }, index) => ({
      email,
      role: index ? 'member' : 'owner',
    }));
    await seed(server, {
      organizations: [
        { slug: two, name: 'Two', members },
        { slug, enforcement: everyoneNow },
      ],
    });
    await seed(server, { clients: [{ client_id: application.clientId, organization: two }] });
    travel(2);
    const tellsOf = (token: string) => oidc.tokenIntrospection(application.config, token);
    for (const resource of [undefined, jwt] as const) {
      const parameters = { scope: everything, ...(resource && { resource }) };
      const { answer } = await signIn(application, mina, { parameters });
      const { access_token: token } = await application.redeem(answer, resource);
      const told = resource ? decodeJwt(token) : await tellsOf(token);
      expect(told).to.deep.include({ groups: [two, `${two}:member`], roles: ['member'] });
      expect(told).to.have.nested.property(`organization.${slug}.mfa.satisfied`, false);
    }
    const { browser, answer } = await signIn(application, mina, { parameters: { scope: everything } });
    const { access_token: token } = await application.redeem(answer);
    const level2 = { scope: everything, acr_values: 'urn:countersign:acr:2' };
    const enrolled = await enroll(server, browser, await application.start(browser, level2), mina.email);
    const { access_token: stronger } = await application.redeem(enrolled.answer);
    const isSatisfied = `organization.${slug}.mfa.satisfied`;
    expect(await tellsOf(stronger)).to.have.nested.property(isSatisfied, true);
    expect(await tellsOf(token), 'no token grows with its session').to.have.nested.property(
      isSatisfied,
      false,
    );
  });
});

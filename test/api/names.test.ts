import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type ApiClient, type ApiReply, apiOf, operatorOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { invite } from '../harness/invitations.ts';
import { createWorld, type World } from '../harness/world.ts';

const attack = 'Acme \u202Emoc.elgoog\u202C – https://evil.example';
const redirect_uris = ['https://app.example/cb'];

describe('a name that the rule forbids is refused', () => {
  let world: World;
  let operator: ApiClient;
  let owner: ApiClient;
  let mina: ApiClient;

  before(async () => {
    world = await createWorld({ plan: 'team' });
    operator = await operatorOf(world);
    owner = await apiOf(world, world.olivia);
    mina = await apiOf(world, world.mina);
  });

  const writers: Readonly<Record<string, [path: string, send: (name: string) => Promise<ApiReply>]>> = {
    'a new organization': [
      '/name',
      (name) => operator.post('/organizations', { slug: `${world.slug}-n`, name }),
    ],
    'a changed organization': ['/name', (name) => owner.patch(`/organizations/${world.slug}`, { name })],
    'a new person': ['/name', (name) => operator.post('/users', { email: `n@${world.slug}.example`, name })],
    'a changed person': ['/name', (name) => operator.patch(`/users/${world.mina.email}`, { name })],
    'the profile of a person': [
      '/profile/given_name',
      (given_name) => operator.patch(`/users/${world.mina.email}`, { profile: { given_name } }),
    ],
    oneself: ['/name', (name) => mina.patch('/me', { name })],
    'a new client': [
      '/client_name',
      (client_name) =>
        operator.post('/clients', { client_id: `${world.slug}-n`, redirect_uris, client_name }),
    ],
    'a changed client': [
      '/client_name',
      (client_name) => operator.patch(`/clients/${world.slug}-app`, { client_name }),
    ],
    'an app': ['/nickname', (nickname) => mina.post('/me/authenticators', { kind: 'totp', nickname })],
    'a key': ['/nickname', (nickname) => mina.post('/me/authenticators', { kind: 'webauthn', nickname })],
    'a renamed factor': [
      '/nickname',
      (nickname) => mina.patch(`/me/authenticators/${randomUUID()}`, { nickname }),
    ],
    'a reason that others read': [
      '/reason',
      async (reason) => {
        const { body } = await owner.get(`/organizations/${world.slug}/members?q=${world.mina.email}`);
        const member = `/organizations/${world.slug}/members/${body.items[0].id}`;
        return owner.patch(member, { override: 'required', reason });
      },
    ],
  };

  for (const [what, [path, send]] of Object.entries(writers))
    it(`for ${what}, with the place`, async () => {
      for (const name of [attack, 'www.evil.example', 'An\u200bn', 'x'.repeat(501)]) {
        const { status, body } = await send(name);
        expect([status, body.code, body.errors?.[0].path]).to.deep.equal([422, 'name_not_allowed', path]);
        expect(JSON.stringify(body)).not.to.include('evil');
      }
    });

  it('beside other faults as one of them', async () => {
    const { status, body } = await owner.patch(`/organizations/${world.slug}`, {
      name: attack,
      time_zone: 'x',
    });
    expect([status, body.code]).to.deep.equal([422, 'invalid_value']);
    expect(body.errors.map((each: { path: string }) => each.path)).to.deep.equal(['/name', '/time_zone']);
  });

  it('on the page of an invitation, beside its field, with what was typed', async () => {
    const email = `nora@${world.slug}.example`;
    const { link } = await invite(world, owner, { email });
    const { status, body: html } = await new Browser().submit(await new Browser().open(link), {
      name: 'Nora https://evil.example',
      new_password: 'five words that nobody knows',
    });
    expect(status).to.equal(422);
    expect(html).to.include('This name is not allowed').and.include('value="Nora https://evil.example"');
    expect((await operator.get(`/users/${email}`)).status).to.equal(404);
  });

  it('and one that was stored before comes out of the API as it is, and harmless on the pages', async () => {
    const { sql } = world.server.countersign.db;
    await sql('UPDATE organizations SET name = $2 WHERE slug = $1', [world.slug, attack]);
    expect((await operator.get(`/organizations/${world.slug}`)).body.name).to.equal(attack);
    const { link } = await invite(world, operator, { email: `otto@${world.slug}.example` });
    const { body: html } = await new Browser().open(link);
    expect(html)
      .to.include('<bdi>Acme moc.elgoog – https: evil.example</bdi>')
      .and.not.match(/[\u202a-\u202e]/);
  });
});

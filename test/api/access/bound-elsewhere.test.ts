import { expect } from 'chai';
import { decodeJwt } from 'jose';
import type { ApiClient, ApiReply } from '../../harness/api.ts';
import { idOf } from '../../harness/members.ts';
import { codeOf, seed } from '../../harness/world.ts';
import { createScene, plainly, type Scene, withRecoveryCode } from './support/judged-sessions.ts';
import { snapshotOf } from './support/snapshot.ts';

/** What somebody with the password of an owner, and nothing else, would do to the organization. */
const attacks: Readonly<
  Record<string, (api: ApiClient, path: string, ids: { member: string; owner: string }) => Promise<ApiReply>>
> = {
  'reads the members': (api, path) => api.get(`${path}/members`),
  'suspends a member': (api, path, { member }) => api.patch(`${path}/members/${member}`, { suspended: true }),
  'removes a member': (api, path, { member }) => api.delete(`${path}/members/${member}`),
  'demotes the other owner': (api, path, { owner }) =>
    api.patch(`${path}/members/${owner}`, { role: 'member' }),
  'invites an owner': (api, path) =>
    api.post(`${path}/invitations`, { email: 'mal@mal.example', role: 'owner' }),
  'switches enforcement off': (api, path) => api.put(`${path}/enforcement`, { required: 'nobody' }),
  'reads who the owner is': (api) => api.get('/me'),
};

describe('ruling 23: the password of an owner, at a client bound to another organization', () => {
  let scene: Scene;
  let api: ApiClient;
  let ids: { member: string; owner: string };

  before(async () => {
    const client = ({ lenient }: { readonly lenient: string }) => ({ organization: lenient });
    scene = await createScene({ factor: 'none', enforcing: 'the own organization', client });
    const email = `plain@${scene.own}.example`;
    await seed(scene.server, {
      users: [{ email, email_verified: true }],
      organizations: [{ slug: scene.own, members: [{ email, role: 'member' }] }],
    });
    const steady = scene.person.email.replace('vic@', 'steady@');
    ids = { member: await idOf(scene, { email }), owner: await idOf(scene, { email: steady }) };
  });

  beforeEach(async () => {
    api = await plainly(scene);
    const { amr, scope } = decodeJwt(api.token);
    expect({ amr, scope }).to.deep.equal({ amr: ['pwd'], scope: 'account organization:admin' });
  });

  for (const [what, attack] of Object.entries(attacks))
    it(`A-31: ${what}: 401, and nothing has changed`, async () => {
      const before = await snapshotOf(scene.server, scene.own);
      const { status, body, headers } = await attack(api, `/organizations/${scene.own}`, ids);
      expect([status, body.code]).to.deep.equal([401, 'insufficient_user_authentication']);
      expect(headers.get('www-authenticate')).to.include('error="insufficient_user_authentication"');
      expect(headers.get('content-type')).to.include('application/problem+json');
      expect(await snapshotOf(scene.server, scene.own)).to.deep.equal(before);
    });
});

describe('ruling 23: a session that rests on a recovery code', () => {
  it('reads about itself and enrols, which opens the rest', async () => {
    const scene = await createScene({ factor: 'totp', enforcing: 'the own organization' });
    const { api } = await withRecoveryCode(scene);
    expect((await api.get('/me')).body.email).to.equal(scene.person.email);
    expect((await api.get('/me/authenticators')).body.items).to.have.length(1);
    for (const path of ['/me/sessions', '/me/joinable-organizations', `/organizations/${scene.own}`])
      expect((await api.get(path)).body.code, path).to.equal('insufficient_user_authentication');
    const [{ id: old }] = (await api.get('/me/authenticators')).body.items;
    expect((await api.delete(`/me/authenticators/${old}`)).status).to.equal(401);
    const begun = await api.post('/me/authenticators', { kind: 'totp' });
    expect([begun.status, begun.body.proof]).to.deep.equal([201, 'factor']);
    const code = codeOf(begun.body.secret);
    const confirmed = await api.post(`/me/authenticators/${begun.body.id}/confirm`, { code });
    expect(confirmed.status, JSON.stringify(confirmed.body)).to.equal(201);
    expect((await api.get(`/organizations/${scene.own}/members`)).status).to.equal(200);
    expect((await api.get('/me/sessions')).status).to.equal(200);
  });
});

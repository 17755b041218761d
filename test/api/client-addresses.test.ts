import { expect } from 'chai';
import { clientChangeSchema } from '../../src/seeding/client-document.ts';
import { type ApiClient, operatorOf } from '../harness/api.ts';
import { redirectUri } from '../harness/application.ts';
import { createWorld, seed, type World } from '../harness/world.ts';

describe('a client, through the API', () => {
  let world: World;
  let operator: ApiClient;

  before(async () => {
    world = await createWorld();
    operator = await operatorOf(world);
  });

  const register = (name: string, over: object) =>
    operator.post('/clients', {
      client_id: `${world.slug}-${name}`,
      client_secret: 'secret of a client',
      redirect_uris: [redirectUri],
      ...over,
    });

  it('is refused with a wildcard among its redirect URIs, with the place', async () => {
    const path = `/clients/${world.slug}-star`;
    const redirect_uris = [redirectUri, 'https://*.app.example/cb'];
    const created = await register('star', { redirect_uris });
    expect([created.status, created.body.code]).to.deep.equal([422, 'wildcard_redirect']);
    expect(created.body.errors[0].path).to.equal('/redirect_uris/1');
    expect((await operator.get(path)).status).to.equal(404);
    expect((await register('star', {})).status).to.equal(201);
    const changed = await operator.patch(path, { post_logout_redirect_uris: ['https://app.example/*'] });
    expect([changed.status, changed.body.code]).to.deep.equal([422, 'wildcard_redirect']);
    expect(changed.body.errors[0].path).to.equal('/post_logout_redirect_uris/0');
  });

  it('is refused with a back channel that can never be reached, and says why', async () => {
    expect((await register('back', {})).status).to.equal(201);
    for (const host of ['10.0.0.5', '169.254.169.254', '[fd00:ec2::254]', '0x0a000005', '192.0.2.1']) {
      const backchannel_logout_uri = `https://${host}/logout`;
      const replies = [
        await register('other', { backchannel_logout_uri }),
        await operator.patch(`/clients/${world.slug}-back`, { backchannel_logout_uri }),
      ];
      for (const { status, body } of replies) {
        expect([status, body.code], host).to.deep.equal([422, 'invalid_document']);
        expect(body.errors[0].path).to.equal('/backchannel_logout_uri');
        expect(body.errors[0].problem).to.include('can never be reached').and.include('privateNetworks');
      }
    }
    const { body } = await operator.get(`/clients/${world.slug}-back`);
    expect(body).not.to.have.property('backchannel_logout_uri');
  });

  /** Each with a value that goes with the others as they are by default. */
  const optional: Readonly<Record<string, unknown>> = {
    first_party: true,
    require_acr: 2,
    require_mfa_max_age: 600,
    require_pkce: true,
    post_logout_redirect_uris: ['https://app.example/bye'],
    scope: 'openid email',
    client_name: 'CRM',
    client_uri: 'https://app.example/',
    logo_uri: 'https://app.example/logo.png',
    policy_uri: 'https://app.example/privacy',
    tos_uri: 'https://app.example/terms',
    contacts: ['it@app.example'],
    jwks_uri: 'https://app.example/keys',
    id_token_signed_response_alg: 'ES256',
    require_auth_time: true,
    default_max_age: 3600,
    default_acr_values: ['urn:countersign:acr:2'],
    initiate_login_uri: 'https://app.example/start',
    backchannel_logout_uri: 'https://localhost/logout',
    backchannel_logout_session_required: true,
    dpop_bound_access_tokens: true,
  };

  it('gives every optional member back for null, in the API and in the file', async () => {
    const plain = (await register('plain', {})).body;
    const bare = (over: object) => ({ ...over, client_id: undefined, created_at: undefined });
    const nothing = Object.fromEntries(Object.keys(clientChangeSchema.shape).map((name) => [name, null]));
    const kept = { client_secret: 'another secret', redirect_uris: [redirectUri] };
    for (const way of ['api', 'file'] as const) {
      const id = `${world.slug}-${way}`;
      const full = await register(way, optional);
      expect(full.status, JSON.stringify(full.body)).to.equal(201);
      expect(full.body).to.deep.include(optional);
      const taken = { ...nothing, ...kept };
      if (way === 'api') {
        const { status, body } = await operator.patch(`/clients/${id}`, taken);
        expect(status, JSON.stringify(body)).to.equal(200);
      } else {
        await seed(world.server, { clients: [{ client_id: id, ...taken }] });
        const [again] = await seed(world.server, { clients: [{ client_id: id, ...taken }] });
        expect(again?.outcome).to.equal('unchanged');
      }
      expect(bare((await operator.get(`/clients/${id}`)).body), way).to.deep.equal(bare(plain));
    }
  });

  it('may be registered with null for what it does not say', async () => {
    const { status, body } = await register('null', { backchannel_logout_uri: null, first_party: null });
    expect([status, body.first_party]).to.deep.equal([201, false]);
    expect(body).not.to.have.property('backchannel_logout_uri');
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  clientAuthAlgorithms,
  clientAuthMethods,
  clientScopes,
  grantTypes,
  idTokenAlgorithms,
  machineScope,
  responseModes,
  responseTypes,
  subjectTypes,
} from '../../src/environments/client-terms.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { exportDocument } from '../../src/seeding/export.ts';
import { sharedServer, startOwnServer, type TestServer } from '../harness/server.ts';
import { createWorld, everyoneNow, seed } from '../harness/world.ts';

const device = 'urn:ietf:params:oauth:grant-type:device_code';
const cb = 'https://a.example/cb';

/** Clients of every kind, their names apart. */
const accepted: readonly Readonly<Record<string, unknown>>[] = [
  { client_secret: 's', redirect_uris: [cb] },
  { client_secret: 's', grant_types: ['client_credentials'], scope: 'operator' },
  { client_secret: 's', grant_types: [device] },
  { token_endpoint_auth_method: 'none', grant_types: [device, 'refresh_token'], application_type: 'native' },
  {
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    redirect_uris: ['com.acme.app:/cb', 'http://127.0.0.1/cb', cb],
  },
  ...clientAuthAlgorithms.map((algorithm) => ({
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: algorithm,
    jwks_uri: 'https://a.example/keys',
    redirect_uris: [cb],
  })),
  {
    client_secret: 's',
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: [...grantTypes],
    response_types: [...responseTypes],
    response_modes: [...responseModes],
    subject_type: 'public',
    scope: clientScopes.join(' '),
    id_token_signed_response_alg: 'ES256',
    redirect_uris: [cb],
    contacts: ['it@a.example'],
    initiate_login_uri: 'https://a.example/start',
    default_acr_values: ['urn:countersign:acr:2'],
  },
];

const nameOf = (metadata: unknown) => JSON.stringify(metadata).slice(0, 80);

/** What the provider makes of a registered client; it reads the metadata at the client's first request. */
function found({ countersign }: TestServer, clientId: string) {
  return countersign.live.current().Client.find(clientId);
}

async function listOf(work: Promise<unknown>): Promise<readonly string[]> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`no refusal: ${String(error)}`);
  return error.detail.list ?? [];
}

describe('a client of the file', () => {
  for (const metadata of accepted) {
    it(`that is accepted is one that the provider serves: ${nameOf(metadata)}`, async () => {
      const server = await sharedServer();
      const clientId = randomUUID();
      await seed(server, { clients: [{ client_id: clientId, ...metadata }] });
      const client = await found(server, clientId);
      expect(client?.grantTypes).to.have.members(
        (metadata.grant_types as string[] | undefined) ?? ['authorization_code'],
      );
    });
  }

  it('may say what the provider says of itself, and nothing else', async () => {
    const server = await sharedServer();
    const answer = await fetch(`${server.issuer}/.well-known/openid-configuration`);
    const discovery = (await answer.json()) as Record<string, string[]>;
    const lists = {
      scopes_supported: clientScopes.filter((scope) => scope !== machineScope),
      grant_types_supported: grantTypes,
      response_types_supported: responseTypes,
      response_modes_supported: responseModes,
      subject_types_supported: subjectTypes,
      token_endpoint_auth_methods_supported: clientAuthMethods,
      token_endpoint_auth_signing_alg_values_supported: clientAuthAlgorithms,
      id_token_signing_alg_values_supported: idTokenAlgorithms,
    };
    for (const [name, list] of Object.entries(lists)) expect(discovery[name], name).to.have.members(list);
  });

  const gaps: readonly [metadata: Readonly<Record<string, unknown>>, field: string][] = [
    [{ redirect_uris: [cb] }, 'client_secret'],
    [{ client_secret: 's' }, 'redirect_uris'],
    [{ token_endpoint_auth_method: 'private_key_jwt', redirect_uris: [cb] }, 'jwks_uri'],
    [{ client_secret: 's', redirect_uris: [cb], default_acr_values: ['gold'] }, 'default_acr_values'],
  ];
  for (const [metadata, field] of gaps) {
    it(`is refused with the path of ${field}: ${nameOf(metadata)}`, async () => {
      const server = await sharedServer();
      const refused = await listOf(seed(server, { clients: [{ client_id: randomUUID(), ...metadata }] }));
      expect(refused).to.have.length(1);
      expect(refused[0]).to.match(new RegExp(`^clients\\[0\\]\\.${field}: `));
    });
  }

  it('becomes another kind of client without a trace of the kind it was', async () => {
    const server = await sharedServer();
    const clientId = randomUUID();
    const machine = { client_id: clientId, client_secret: 's', grant_types: ['client_credentials'] };
    await seed(server, { clients: [machine] });
    await seed(server, {
      clients: [{ client_id: clientId, grant_types: ['authorization_code'], redirect_uris: [cb] }],
    });
    const { client } = (await server.countersign.db.clients.find(clientId)) ?? {};
    expect(client?.metadata).to.deep.equal({
      client_secret: 's',
      grant_types: ['authorization_code'],
      redirect_uris: [cb],
    });
  });
});

describe('an export', () => {
  let own: TestServer;

  // All of it is read, and other tests leave clients behind that cannot be.
  before(async () => {
    own = await startOwnServer();
  });

  after(() => own.stop());

  it('can be applied where it came from, where it changes nothing and keeps every secret', async () => {
    const { server, slug, application } = await createWorld({ server: own, enforcement: everyoneNow });
    await seed(server, {
      clients: [
        {
          client_id: `${slug}-machine`,
          client_secret: 's',
          grant_types: ['client_credentials'],
          organization: slug,
        },
      ],
    });
    const exported = await exportDocument(server.countersign.db, slug);
    expect(exported.clients.map(({ client_id: id }) => id)).to.deep.equal([`${slug}-machine`]);
    const whole = await exportDocument(server.countersign.db, null);
    const theirs = whole.clients.filter(({ client_id: id }) => String(id).startsWith(slug));
    const changes = await seed(server, { ...exported, clients: theirs });
    expect(changes.filter(({ outcome }) => outcome !== 'unchanged')).to.deep.equal([]);
    const stored = await server.countersign.db.clients.find(application.clientId);
    expect(stored?.client.metadata.client_secret).to.equal(`secret-of-${application.clientId}`);
  });
});

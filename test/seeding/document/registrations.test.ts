import { expect } from 'chai';
import { readSeedingDocument } from '../../../src/seeding/document.ts';

const cb = 'https://a.example/cb';

function read(client: Readonly<Record<string, unknown>>) {
  const registration = { client_id: 'crm', client_secret: 's', redirect_uris: [cb], ...client };
  return readSeedingDocument(JSON.stringify({ clients: [registration] }));
}

function problemsOf(client: Readonly<Record<string, unknown>>) {
  const result = read(client);
  return result.ok ? [] : result.problems;
}

describe('a redirect URI that can never match', () => {
  const wildcards = [
    'https://*.a.example/cb',
    'https://%2a.a.example/cb',
    'https://*/cb',
    'https://a.example/*',
    'https://a.example/cb/**',
    'https://a.example:*/cb',
    'https://a.example/cb?tenant=*',
    'https://{tenant}.a.example/cb',
    'https://a.example/.+',
    'http://localhost:*/cb',
    'com.acme.app:/*',
  ];
  for (const uri of wildcards)
    it(`has a wildcard: ${uri}`, () => {
      for (const field of ['redirect_uris', 'post_logout_redirect_uris'])
        expect(problemsOf({ [field]: [cb, uri] })).to.deep.equal([
          {
            path: `clients[0].${field}[1]`,
            problem: 'must be one whole address: there are no wildcards, so it would match nothing',
            code: 'wildcard_redirect',
          },
        ]);
    });

  for (const uri of [
    '/cb',
    'a.example/cb',
    `${cb}#here`,
    'https://',
    'urn:ietf:wg:oauth:2.0:oob',
    'ws://a.example/',
  ])
    it(`is of another kind: ${uri}`, () => {
      expect(problemsOf({ redirect_uris: [uri] }).map(({ path }) => path)).to.deep.equal([
        'clients[0].redirect_uris[0]',
      ]);
    });
});

describe('the keys of a client', () => {
  const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'now' };

  it('may have one of a kind that is not known here among them', () => {
    const keys = [{ kty: 'XYZ', pub: 'abc' }, key];
    const client = {
      token_endpoint_auth_method: 'private_key_jwt',
      client_secret: undefined,
      jwks: { keys },
    };
    expect(problemsOf(client)).to.deep.equal([]);
  });
});

describe('a native application', () => {
  const native = { application_type: 'native' };
  const path = ['clients[0].redirect_uris[0]'];
  const pathsOf = (client: Readonly<Record<string, unknown>>) =>
    problemsOf({ ...native, ...client }).map((each) => each.path);

  it('has a private scheme without a dot by a flag of its own alone', () => {
    for (const uri of ['oc://android.owncloud.com', 'cursor://anysphere.cursor-deeplink/cb', 'myapp:/cb']) {
      expect(pathsOf({ redirect_uris: [uri] })).to.deep.equal(path);
      expect(pathsOf({ redirect_uris: [uri], allow_scheme_without_dot: true })).to.deep.equal([]);
      expect(pathsOf({ redirect_uris: [uri], allow_http_on_local_network: true })).not.to.deep.equal([]);
    }
    for (const uri of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc', 'mailto:a@a.example'])
      expect(pathsOf({ redirect_uris: [uri], allow_scheme_without_dot: true })).to.deep.equal(path);
  });

  it('comes back by http to the local network by a flag of its own alone', () => {
    for (const uri of ['http://192.168.1.20:8080/cb', 'http://nas.local/cb', 'http://[fd12::1]/cb']) {
      expect(pathsOf({ redirect_uris: [uri] })).to.deep.equal(path);
      expect(pathsOf({ redirect_uris: [uri], allow_scheme_without_dot: true })).to.deep.equal(path);
      expect(pathsOf({ redirect_uris: [uri], allow_http_on_local_network: true })).to.deep.equal([]);
    }
    expect(
      pathsOf({ redirect_uris: ['http://a.example/cb'], allow_http_on_local_network: true }),
    ).to.deep.equal(path);
  });

  it('alone has these flags', () => {
    for (const flag of ['allow_scheme_without_dot', 'allow_http_on_local_network'])
      expect(problemsOf({ [flag]: true })).to.deep.equal([
        { path: `clients[0].${flag}`, problem: 'needs application_type: native' },
      ]);
  });
});

describe('what another provider answered at registration', () => {
  it('applies as it is, and what counts for nothing is told', () => {
    const result = read({
      client_id_issued_at: 2_893_256_800,
      client_secret_expires_at: 0,
      registration_access_token: 'this.is.an.access.token.value.ffx83',
      registration_client_uri: 'https://server.example/register?client_id=crm',
      software_id: '4NRB1-0XZABZI9E6-5SM3R',
      'client_name#ja-Jpan-JP': 'クライアント名',
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic',
      logo_uri: 'https://client.example/logo.png',
      jwks_uri: null,
    });
    expect(result.ok && result.notices.map(({ path }) => path)).to.deep.equal([
      'clients[0].client_id_issued_at',
      'clients[0].client_secret_expires_at',
      'clients[0].registration_access_token',
      'clients[0].registration_client_uri',
      'clients[0].software_id',
      'clients[0].client_name#ja-Jpan-JP',
    ]);
    expect(JSON.stringify(result)).not.to.include('this.is.an.access');
    expect(result.ok && result.document.clients[0]).not.to.have.property('software_id');
  });

  it('is refused where it is nearly one of ours: the demand would be left out', () => {
    for (const slip of ['require_arc', 'requireAcr', 'firstparty', 'require-pkce', 'backchannel_logout_url'])
      expect(problemsOf({ [slip]: 2 })).to.deep.equal([
        { path: `clients[0].${slip}`, problem: 'is not a known field' },
      ]);
  });
});

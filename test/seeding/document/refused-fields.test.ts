import { expect } from 'chai';
import type { DocumentProblem } from '../../../src/documents/problems.ts';
import { readSeedingDocument } from '../../../src/seeding/document.ts';

/** RFC 8037 appendix A.2. */
const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const publicKey = `{ kty: OKP, crv: Ed25519, x: ${x} }`;

const refused: readonly [title: string, text: string, path: string][] = [
  ['both kinds of password', user(`password: x, password_hash: $2b$10$${'a'.repeat(53)}`), 'users[0]'],
  ['an unsupported hash', user('password_hash: $1$md5$x'), 'users[0].password_hash'],
  ['a password that YAML takes for a number', user('password: 123456789'), 'users[0].password'],
  ['a TOTP secret of 15 bytes', user('totp: { secret: ABCDEFGHIJKLMNOPQRSTUVWX }'), 'users[0].totp.secret'],
  [
    'a TOTP secret that is not base32',
    user('totp: { secret: 0189018901890189018901890189 }'),
    'users[0].totp.secret',
  ],
  ['a look-alike domain', 'users: [{ email: ann@аcme.example }]', 'users[0].email'],
  ['a slug in capitals', organization('', 'Acme'), 'organizations[0].slug'],
  ['a slug with two hyphens in a row', organization('', 'a--b'), 'organizations[0].slug'],
  ['an offset as time zone', organization('time_zone: "+01:00"'), 'organizations[0].time_zone'],
  ['an unknown time zone', organization('time_zone: Europe/Bruges'), 'organizations[0].time_zone'],
  ['a domain without dot', organization('domains: [acme]'), 'organizations[0].domains[0]'],
  ['a domain claimed twice', organization('domains: [a.example, A.example]'), 'organizations[0].domains[1]'],
  [
    'a member invited',
    organization('members: [{ email: a@a.example }], invitations: [{ email: A@a.example }]'),
    'organizations[0].invitations[0].email',
  ],
  [
    'the notification address invited',
    organization('notification_email: it@a.example, invitations: [{ email: it@a.example }]'),
    'organizations[0].invitations[0].email',
  ],
  ['an unknown preset', enforcement('preset: by-noon'), 'organizations[0].enforcement.preset'],
  ['an unknown activation', enforcement('activation: soon'), 'organizations[0].enforcement.activation'],
  [
    'a deadline without offset',
    enforcement('activation: { deadline: 2026-12-01T00:00:00 }'),
    'organizations[0].enforcement.activation.deadline',
  ],
  [
    'a deadline on a day that is not',
    enforcement('activation: { deadline: 2026-02-31T00:00:00Z }'),
    'organizations[0].enforcement.activation.deadline',
  ],
  ...[
    '0000-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-12-31T23:59:59-00:01',
    '+275760-09-13T00:00:00Z',
    '-271821-04-20T00:00:00Z',
  ].map((deadline): [title: string, text: string, path: string] => [
    `a deadline in the year of ${deadline}`,
    enforcement(`activation: { deadline: "${deadline}" }`),
    'organizations[0].enforcement.activation.deadline',
  ]),
  [
    'an unknown field of the challenge',
    enforcement('challenge: { maximum_age: 1 }'),
    'organizations[0].enforcement.challenge.maximum_age',
  ],
  [
    'a challenge age in text',
    enforcement('challenge: { max_age_seconds: 24h }'),
    'organizations[0].enforcement.challenge.max_age_seconds',
  ],
  ['no factor', enforcement('factors: []'), 'organizations[0].enforcement.factors'],
  ['level 4', enforcement('minimum_acr: 4'), 'organizations[0].enforcement.minimum_acr'],
  [
    'a private scheme of a web client',
    client('redirect_uris: ["com.acme.app:/cb"]'),
    'clients[0].redirect_uris[0]',
  ],
  [
    'http to another machine of a native client',
    client('application_type: native, redirect_uris: ["http://a.example/cb"]'),
    'clients[0].redirect_uris[0]',
  ],
  [
    'a machine that anybody may say to be',
    client('token_endpoint_auth_method: none, grant_types: [client_credentials], scope: operator'),
    'clients[0].token_endpoint_auth_method',
  ],
  [
    'two key sets',
    client(`jwks: { keys: [${publicKey}] }, jwks_uri: https://a.example/keys`),
    'clients[0].jwks_uri',
  ],
  ['no key at all', client('jwks: { keys: [] }'), 'clients[0].jwks'],
  [
    'keys that nobody can read',
    client('jwks: { keys: [{ kty: RSA }, { kty: EC, crv: P-256 }] }'),
    'clients[0].jwks',
  ],
  [
    'a private key beside a public one',
    client(`jwks: { keys: [${publicKey}, { kty: OKP, crv: Ed25519, x: ${x}, d: ${x} }] }`),
    'clients[0].jwks',
  ],
  ['a secret among keys', client(`jwks: { keys: [${publicKey}, { kty: oct, k: ${x} }] }`), 'clients[0].jwks'],
  [
    'an algorithm of assertions without assertions',
    client('token_endpoint_auth_signing_alg: ES256'),
    'clients[0].token_endpoint_auth_signing_alg',
  ],
  [
    'a response type of a grant that is not there',
    client('grant_types: [client_credentials], response_types: [code]'),
    'clients[0].response_types',
  ],
];

/** Metadata that the provider would refuse when the client comes, each with a word of what is allowed. */
const terms: readonly [fields: string, path: string, allowed: string][] = [
  ['token_endpoint_auth_method: bogus', 'token_endpoint_auth_method', 'client_secret_basic'],
  ['grant_types: [authorization_code, implicit]', 'grant_types[1]', 'client_credentials'],
  ['id_token_signed_response_alg: none', 'id_token_signed_response_alg', 'ES256'],
  ['response_types: [token]', 'response_types[0]', 'code'],
  ['response_modes: [jwt]', 'response_modes[0]', 'form_post'],
  ['subject_type: pairwise', 'subject_type', 'public'],
  ['scope: openid billing', 'scope', 'offline_access'],
  ['contacts: [nobody]', 'contacts[0]', 'e-mail'],
  ['initiate_login_uri: http://a.example/', 'initiate_login_uri', 'https'],
  ['require_acr: high', 'require_acr', 'urn:countersign:acr:2'],
];

describe('seeding document refuses', () => {
  for (const [title, text, path] of refused) {
    it(title, () => {
      expect(paths(text)).to.deep.equal([path]);
    });
  }

  for (const [fields, path, allowed] of terms) {
    it(`the client metadata ${fields} and says what is allowed`, () => {
      const [problem] = problems(client(fields)).filter((each) => each.path === `clients[0].${path}`);
      expect(problem?.problem).to.contain(allowed);
    });
  }

  const redirects = [
    '//evil.example',
    '/cb',
    'https:evil.example',
    'https:///cb',
    'https://a.example/cb#fragment',
    'https://a.example/cb#',
    'https://user@a.example/cb',
    'https://a.example\\\\@evil.example',
    'https://a.example/c b',
    'https://a.example/*\\u0000',
    'javascript:alert(1)',
    'data:text/html,x',
    'myapp:/cb',
    'https://ä.example/cb',
  ];
  for (const uri of redirects) {
    it(`the redirect URI ${uri}`, () => {
      const text = client(`client_secret: s, redirect_uris: ["${uri}"]`);
      expect(paths(text)).to.deep.equal(['clients[0].redirect_uris[0]']);
    });
  }
});

function user(fields: string): string {
  return `users: [{ email: a@a.example, ${fields} }]`;
}

function client(fields: string): string {
  return `clients: [{ client_id: a, ${fields} }]`;
}

function organization(fields: string, slug = 'a'): string {
  return `organizations: [{ slug: ${slug}, ${fields} }]`;
}

function enforcement(fields: string): string {
  return organization(`enforcement: { ${fields} }`);
}

function problems(text: string): readonly DocumentProblem[] {
  const result = readSeedingDocument(text);
  return result.ok ? [] : result.problems;
}

function paths(text: string): string[] {
  return problems(text).map(({ path }) => path);
}

import { expect } from 'chai';
import { readSeedingDocument } from '../../src/seeding/document.ts';

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
    'a public client with a default method',
    client('redirect_uris: [https://a.example/cb]'),
    'clients[0].client_secret',
  ],
  ['a client without redirect', client('client_secret: s'), 'clients[0].redirect_uris'],
];

describe('seeding document refuses', () => {
  for (const [title, text, path] of refused) {
    it(title, () => {
      expect(paths(text)).to.deep.equal([path]);
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

function paths(text: string): string[] {
  const result = readSeedingDocument(text);
  return result.ok ? [] : result.problems.map((problem) => problem.path);
}

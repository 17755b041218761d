import { expect } from 'chai';
import type { DocumentProblem } from '../../../src/documents/problems.ts';
import { ownFields, statedClaims } from '../../../src/people/standard-claims.ts';
import { readSeedingDocument } from '../../../src/seeding/document.ts';

function problemsOf(document: string): readonly DocumentProblem[] {
  const result = readSeedingDocument(document);
  return result.ok ? [] : result.problems;
}

const inUser = (attributes: string) =>
  problemsOf(`{"users":[{"email":"a@a.example","attributes":${attributes}}]}`);

const inClient = (mapping: string) =>
  problemsOf(
    `{"clients":[{"client_id":"a","redirect_uris":["https://a.example/"],"claim_mapping":${mapping}}]}`,
  );

const json = (value: unknown) => JSON.stringify(value);

/** As RFC 7519, 7662, 7800, 8417, 8693, OpenID Connect and our own API have them: written out, so that none gets lost. */
const stated =
  `iss sub aud exp nbf iat jti azp nonce sid events cnf act may_act at_hash c_hash s_hash auth_time acr amr mfa_time
  organization groups roles active client_id scope token_type username session_hash _claim_names _claim_sources`.split(
    /\s+/,
  );

const notNames: readonly (readonly [name: string, why: string])[] = [
  ...[...new Set([...statedClaims, ...stated, 'amr#fr'])].map(
    (name) => [name, 'is stated by Countersign itself'] as const,
  ),
  ...[...ownFields, 'email#fr'].map((name) => [name, 'is a field of the user'] as const),
  ...['given_name', 'picture', 'address', 'given_name#fr'].map(
    (name) => [name, 'is a standard claim, which stands in profile'] as const,
  ),
  ...['__proto__', 'constructor', 'toString'].map(
    (name) => [name, 'has a name that programs trip over'] as const,
  ),
  ...['', 'two words', 'a\u0000', 'a'.repeat(101)].map(
    (name) => [name, 'must have a name of 1 to 100 visible characters without spaces'] as const,
  ),
];

const wrongValues: readonly (readonly [value: string, problem: string, path?: string])[] = [
  ['{"a":null}', 'must not be null; leave it out'],
  ['{"a":[{"b":"\\u0000"}]}', 'has a character that cannot be stored'],
  [`{"a":${'['.repeat(9)}1${']'.repeat(9)}}`, 'must be nested at most 8 deep'],
  ['{"a":.nan}', 'must be text, a number, true or false, or a list or group of such'],
  [json({ a: 'x'.repeat(17_000) }), 'must have at most 16384 characters of JSON in all', ''],
  ['[]', 'must be a group of fields', ''],
  ['"x"', 'must be a group of fields', ''],
];

describe('ruling 30: the attributes of a user in a seeding document', () => {
  it('are any JSON', () => {
    const attributes = {
      department: 'Sales',
      Größe: 1.5,
      a: [true, { b: ['c'] }],
      'https://a.example/x': '',
    };
    const result = readSeedingDocument(json({ users: [{ email: 'a@a.example', attributes }] }));
    expect(result.ok && result.document.users[0]?.attributes).to.deep.equal(attributes);
  });

  for (const [name, problem] of notNames)
    it(`have no name ${json(name)}`, () => {
      const path = `users[0].attributes.${name}`;
      expect(inUser(`{${json(name)}:"x"}`)).to.deep.equal([{ path, problem }]);
    });

  for (const [value, problem, path = '.a'] of wrongValues)
    it(`are not ${value.slice(0, 40)}`, () => {
      expect(inUser(value)).to.deep.equal([{ path: `users[0].attributes${path}`, problem }]);
    });
});

describe('ruling 30: the claim mapping of a client in a seeding document', () => {
  it('maps attributes to claims of names that are nobody’s', () => {
    expect(inClient('{"department":"https://acme.example/department","team":"team"}')).to.deep.equal([]);
  });

  for (const [name, why] of notNames)
    it(`has no claim ${json(name)} and no attribute of that name`, () => {
      const taken = `must be another claim than ${name}: that ${why}`;
      expect(inClient(`{"a":${json(name)}}`)).to.deep.equal([
        { path: 'clients[0].claim_mapping.a', problem: taken },
      ]);
      expect(inClient(`{${json(name)}:"b"}`)).to.deep.equal([
        { path: `clients[0].claim_mapping.${name}`, problem: `${why}, and no attribute` },
      ]);
    });

  it('gives a claim one source', () => {
    const problem = 'must be another claim than team, which an attribute before is mapped to';
    expect(inClient('{"a":"team","b":"team"}')).to.deep.equal([
      { path: 'clients[0].claim_mapping.b', problem },
    ]);
  });

  it('is a group of names', () => {
    expect(inClient('{"a":7}')).to.deep.equal([
      { path: 'clients[0].claim_mapping.a', problem: 'must be the name of a claim' },
    ]);
    for (const wrong of ['[]', '"a"', '7'])
      expect(inClient(wrong), wrong).to.deep.equal([
        { path: 'clients[0].claim_mapping', problem: 'must be a group of fields' },
      ]);
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`a${index}`, `c${index}`]));
    expect(inClient(json(many))[0]?.problem).to.equal('must map at most 100 attributes');
  });
});

import { expect } from 'chai';
import type { DocumentProblem } from '../../../src/documents/problems.ts';
import { ownFields, statedClaims } from '../../../src/people/standard-claims.ts';
import { readSeedingDocument } from '../../../src/seeding/document.ts';
import { claimsByScope } from '../../conformance/support/plan.ts';

function read(profile: unknown) {
  return readSeedingDocument(JSON.stringify({ users: [{ email: 'a@a.example', profile }] }));
}

function problemsWith(profile: unknown): readonly DocumentProblem[] {
  const result = read(profile);
  return result.ok ? [] : result.problems;
}

const web = 'must be an address such as https://people.example/ann';
const text = 'must be text (in quotes where it looks like a number)';

const wrong: readonly (readonly [claim: string, value: unknown, problem: string, path?: string])[] = [
  ['given_name', 7, text],
  ['given_name', null, text],
  ['given_name', ['Ann'], text],
  ['nickname', ' ', 'must not be empty'],
  ['picture', 'javascript:alert(1)', web],
  ['website', 'people.example', web],
  ['profile', 'data:text/html,x', web],
  ['birthdate', 1990, text],
  ['birthdate', '17.5.1990', 'must be a date such as 1990-05-17, 0000-05-17 or 1990'],
  ['birthdate', '1990-02-31', 'must be a date such as 1990-05-17, 0000-05-17 or 1990'],
  ['zoneinfo', 'Brussels', 'must be an IANA time zone such as Europe/Brussels or UTC'],
  ['locale', 'english please', 'must be a language tag such as en-GB'],
  ['updated_at', '2026-01-01', 'must be whole seconds since 1970'],
  ['updated_at', 1.5, 'must be whole seconds since 1970'],
  ['phone_number', 3225551234, text],
  ['phone_number_verified', 'yes', 'must be true or false'],
  ['address', 'Brussels', 'must be a group of fields'],
  ['address', { city: 'Brussels' }, 'is not a known field', 'address.city'],
  ['address', { locality: 1000 }, text, 'address.locality'],
];

describe('ruling 30: the profile of a user in a seeding document', () => {
  it('takes every standard claim as it is', () => {
    const { name: _, ...profile } = claimsByScope.profile;
    const all = { ...profile, ...claimsByScope.phone, ...claimsByScope.address };
    const result = read(all);
    expect(result.ok && result.document.users[0]?.profile).to.deep.equal(all);
    expect(problemsWith({ birthdate: '0000-05-17', locale: 'en_GB' })).to.deep.equal([]);
    expect(problemsWith({})).to.deep.equal([]);
  });

  it('knows every claim that Countersign or the library states', () => {
    // RFC 7519, RFC 7662, RFC 7800, RFC 8417, RFC 8693, RFC 9449, OpenID Connect Core 1.0, and product words of our own.
    expect([...statedClaims].join(' ')).to.equal(
      'iss sub aud exp nbf iat jti azp nonce sid events cnf act may_act at_hash c_hash s_hash auth_time acr amr mfa_time ' +
        'organization groups roles active client_id scope token_type username session_hash grant_hash _claim_names _claim_sources',
    );
    expect([...ownFields]).to.deep.equal(['name', 'email', 'email_verified']);
  });

  for (const name of [...statedClaims])
    it(`refuses ${name}, which Countersign states`, () => {
      expect(problemsWith({ given_name: 'Ann', [name]: 'x' })).to.deep.equal([
        {
          path: `users[0].profile.${name}`,
          problem: 'is stated by Countersign itself and cannot be imported',
        },
      ]);
    });

  for (const name of [...ownFields])
    it(`refuses ${name}, which has a field of its own`, () => {
      expect(problemsWith({ [name]: 'x' })).to.deep.equal([
        { path: `users[0].profile.${name}`, problem: 'is a field of the user, beside profile' },
      ]);
    });

  for (const name of [
    'department',
    'given_name#fr',
    'Given_Name',
    'toString',
    '__proto__',
    'constructor',
    '',
  ])
    it(`refuses “${name}”, which is no standard claim`, () => {
      const profile: unknown = JSON.parse(`{ ${JSON.stringify(name)}: "x" }`);
      expect(problemsWith(profile)).to.deep.equal([
        {
          path: `users[0].profile.${name}`,
          problem: 'is no standard claim (OpenID Connect Core 1.0 section 5.1); profile takes no others',
        },
      ]);
    });

  for (const [claim, value, problem, path = claim] of wrong)
    it(`refuses ${claim}: ${JSON.stringify(value)}`, () => {
      expect(problemsWith({ [claim]: value })).to.deep.equal([{ path: `users[0].profile.${path}`, problem }]);
    });

  it('says everything that is wrong with it at once', () => {
    const paths = problemsWith({ amr: ['mfa'], department: 1, locale: 7, given_name: 'Ann' }).map(
      ({ path }) => path,
    );
    expect(paths).to.deep.equal(['amr', 'department', 'locale'].map((name) => `users[0].profile.${name}`));
    for (const profile of ['Ann', 7, null, []])
      expect(problemsWith(profile), JSON.stringify(profile)).to.deep.equal([
        { path: 'users[0].profile', problem: 'must be a group of fields' },
      ]);
  });
});

import { expect } from 'chai';
import type { AcrAliases } from '../../src/policy/factors/acr.ts';
import { requestedAcrNames, requestFactsOf } from '../../src/provider/decisions/request-facts.ts';

const [one, two, three] = [1, 2, 3].map((level) => `urn:countersign:acr:${level}`);
const noAliases: AcrAliases = {};

/** The parameters of a request with `acr_values`, and a claim `acr` for the ID token. */
function asking(acrValues: string | undefined, acr?: unknown) {
  return {
    ...(acrValues === undefined ? {} : { acr_values: acrValues }),
    ...(acr === undefined ? {} : { claims: JSON.stringify({ id_token: { acr } }) }),
  };
}

describe('the level that a request asks for', () => {
  const table: readonly [
    what: string,
    params: ReturnType<typeof asking>,
    voluntary: readonly number[],
    essential: readonly number[] | null,
    names: readonly (string | undefined)[],
  ][] = [
    ['nothing', asking(undefined), [], null, []],
    ['values', asking(` ${two}  ${one} `), [2, 1], null, [two, one]],
    ['a claim that is no object', asking(two, null), [2], null, [two]],
    ['a voluntary claim', asking(undefined, { value: three }), [3], null, [three]],
    ['a voluntary claim beside values', asking(two, { values: [three] }), [2, 3], null, [three, two]],
    ['an essential claim', asking(undefined, { essential: true, value: two }), [], [2], [two]],
    [
      'an essential claim of several',
      asking(undefined, { essential: true, values: [two, three] }),
      [],
      [2, 3],
      [two, three],
    ],
    ['an essential claim beside values', asking(one, { essential: true, value: three }), [1], [3], [three]],
    ['an essential claim of no level', asking(two, { essential: true }), [2], null, [two]],
    ['essential in another form', asking(undefined, { essential: 'true', value: two }), [2], null, [two]],
    ['what is no text', asking(undefined, { essential: true, value: 2, values: [3, two] }), [], [2], [two]],
  ];

  for (const [what, params, voluntaryLevels, essentialLevels, names] of table)
    it(`is read from ${what}`, () => {
      const occasion = { hasDeclined: true, isSignIn: true };
      const { enrollableOnDemand, ...facts } = requestFactsOf(params, occasion, noAliases);
      const said = { declinedEnrollment: true, offersAhead: true };
      expect(facts).to.deep.equal({ voluntaryLevels, essentialLevels, ...said });
      expect(enrollableOnDemand, 'a key has to be bought').to.deep.equal(['totp']);
      expect(requestedAcrNames(params)).to.deep.equal(names);
    });
});

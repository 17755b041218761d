import { expect } from 'chai';
import { hashLinkToken } from '../../src/links/one-time-links.ts';
import { isNaming } from '../../src/storage/database/naming.ts';

const address = 'a@x.example';

describe('something that is kept sealed', () => {
  const cases: [content: unknown, isNamed: boolean][] = [
    [address, true],
    ['A@X.example', true],
    [{ to: { email: address } }, true],
    [{ [address]: 1 }, true],
    [[null, 7, true, [`To ${address}, who asked.`]], true],
    [`The new address is ${address}.`, true],
    [`https://x.example/users/${address}?a=1`, true],
    ['mia@x.example', false],
    ['b.a@x.example', false],
    ['b+a@x.example', false],
    ['a@x.example.org', false],
    ['a@x.example-shop', false],
    ['a@x!example', false],
    [null, false],
  ];
  for (const [content, isNamed] of cases)
    it(`${isNamed ? 'names' : 'does not name'} a person in ${JSON.stringify(content)}`, () => {
      expect(isNaming(content, { words: [address] })).to.equal(isNamed);
    });

  it('names a person by the token of a link of theirs, of which only the hash is known', () => {
    const content = { notice: { link: 'https://x.example/account/email/token-of-a' } };
    const links = [hashLinkToken('token-of-b'), hashLinkToken('token-of-a')];
    expect(isNaming(content, { words: [], links })).to.equal(true);
    expect(isNaming(content, { words: [], links: links.slice(0, 1) })).to.equal(false);
    expect(isNaming(content, { words: [] })).to.equal(false);
  });
});

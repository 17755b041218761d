import { expect } from 'chai';
import fc from 'fast-check';
import { readEmailAddress } from '../../../src/documents/email-address.ts';

const accepted: readonly [written: string, stored: string][] = [
  ['ann@acme.example', 'ann@acme.example'],
  [' Ann@ACME.example ', 'ann@acme.example'],
  ['ann+tag@acme.example', 'ann+tag@acme.example'],
  ["o'hara.x@sub.acme.example", "o'hara.x@sub.acme.example"],
  ['ＡＮＮ@acme.example', 'ann@acme.example'],
  ['\u212Aim@acme.example', 'kim@acme.example'],
  ['jos\u0065\u0301@acme.example', 'jos\u00e9@acme.example'],
  ['анна@acme.example', 'анна@acme.example'],
  ['ann@xn--bcher-kva.example', 'ann@xn--bcher-kva.example'],
];

const refused: readonly [written: string, why: string][] = [
  ['', 'empty'],
  ['ann', 'no @'],
  ['@acme.example', 'no local part'],
  ['ann@', 'no domain'],
  ['ann@localhost', 'a domain of one label'],
  ['ann@acme..example', 'an empty label'],
  ['ann@acme.example.', 'a dot at the end'],
  ['ann@127.0.0.1', 'an address'],
  ['ann@-acme.example', 'a hyphen in front'],
  ['ann@xn--a-ecp.ru-', 'broken punycode'],
  ['ann@@acme.example', 'two @'],
  ['ann bob@acme.example', 'a space'],
  ['ann@acme.example\r\nBcc: eve@evil.example', 'a line break'],
  ['"ann@x"@acme.example', 'a quoted local part'],
  ['<ann@acme.example>', 'brackets'],
  ['.ann@acme.example', 'a dot in front'],
  ['a..b@acme.example', 'two dots'],
  [`${'a'.repeat(65)}@acme.example`, 'a local part of 65'],
  [`ann@${'a.'.repeat(125)}example`, 'a very long domain'],
  ['ann@аcme.example', 'a Cyrillic а in the domain'],
  ['ann@ａcme.example', 'a full-width a in the domain'],
  ['аnn@acme.example', 'a Cyrillic а among Latin letters'],
  ['a\u200Bnn@acme.example', 'an invisible character'],
];

describe('e-mail address', () => {
  for (const [written, stored] of accepted) {
    it(`${JSON.stringify(written)} is stored as ${stored}`, () => {
      expect(readEmailAddress(written)).to.deep.equal({ ok: true, email: stored });
    });
  }

  for (const [written, why] of refused) {
    it(`is refused with ${why}`, () => {
      expect(readEmailAddress(written)).to.have.property('ok', false);
    });
  }

  it('without an @ is told what an address looks like, not what its domain lacks', () => {
    const problem = 'must be an e-mail address such as ann@acme.example';
    expect(readEmailAddress('not an address')).to.deep.equal({ ok: false, problem });
  });

  it('is stored in a spelling that reads as itself', () => {
    const texts = fc.tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom('acme.example', 'ACME.Example'));
    const property = fc.property(texts, ([local, domain]) => {
      const first = readEmailAddress(`${local}@${domain}`);
      return !first.ok || first.email === emailOf(first.email);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

function emailOf(text: string): string | null {
  const address = readEmailAddress(text);
  return address.ok ? address.email : null;
}

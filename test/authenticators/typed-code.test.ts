import { expect } from 'chai';
import { foldTypedCode } from '../../src/authenticators/typed-code.ts';

/** Zeros of scripts, among them Latin, Arabic, Persian, Devanagari, Thai, two that follow each other, full width. */
const zeros = [0x30, 0x660, 0x6f0, 0x966, 0xe50, 0x116d0, 0x116da, 0xff10, 0x1d7ce, 0x1d7f6];

describe('a typed code', () => {
  it('is the same in the digits of any script', () => {
    for (const zero of zeros) {
      const digits = Array.from({ length: 10 }, (_, digit) => String.fromCodePoint(zero + digit)).join('');
      expect(foldTypedCode(digits), zero.toString(16)).to.equal('0123456789');
    }
  });

  for (const typed of [
    '123 456',
    '123-456',
    '123–456',
    '123.456',
    '123,456',
    '123\u00a0456',
    '123\u202f456',
    '\u200b123\u2060456\ufeff',
    ' 1 2 3 4 5 6\n',
  ])
    it(`is the same as ${JSON.stringify(typed)}`, () => {
      expect(foldTypedCode(typed)).to.equal('123456');
    });

  it('keeps what is no separator: letters, signs', () => {
    expect(foldTypedCode('ＡＢcd-+1')).to.equal('ABcd+1');
  });
});

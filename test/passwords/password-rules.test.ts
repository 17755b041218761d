import { expect } from 'chai';
import { blocklistSize } from '../../src/passwords/password-blocklist.ts';
import { checkNewPassword, normalizePassword, passwordLength } from '../../src/passwords/password-rules.ts';

const context = {
  email: 'ann.lindqvist@acme.example',
  name: 'Ann Lindqvist-Moreau',
  organizationNames: ['Acme Widgets', 'Öresund AB'],
  productName: 'Countersign',
};

function resultOf(password: string, minimum: 15 | 8 = 15): string {
  return checkNewPassword(password, context, minimum).result;
}

describe('a new password', () => {
  for (const [password, minimum, result] of [
    ['', 15, 'too_short'],
    ['quiet river 99', 15, 'too_short'],
    ['quiet river 999', 15, 'ok'],
    ['xkqwzjv', 8, 'too_short'],
    ['xkqwzjvm', 8, 'ok'],
    ['correct horse battery staple', 15, 'ok'],
    ['лошадь батарея скоба', 15, 'ok'],
    ['~!@ #$% ^&* ()_+', 15, 'ok'],
    ['x9'.repeat(513), 15, 'too_long'],
  ] as const) {
    it(`of ${passwordLength(password)} code points, ${minimum} wanted, is ${result}: "${password.slice(0, 30)}"`, () => {
      expect(resultOf(password, minimum)).to.equal(result);
    });
  }

  it('may have 64 and up to 1024 code points', () => {
    const words = 'the lamp sat under a quiet bridge and hummed ';
    expect(resultOf(words.repeat(2).slice(0, 64))).to.equal('ok');
    const long = Array.from({ length: 300 }, (_, index) => `w${index}`)
      .join(' ')
      .slice(0, 1024);
    expect(resultOf(long)).to.equal('ok');
    expect(checkNewPassword(`${long}x`, context, 15)).to.deep.equal({ result: 'too_long', maximum: 1024 });
  });

  it('is measured in code points, not in UTF-16 units', () => {
    expect(passwordLength('🐎🔋')).to.equal(2);
    expect(resultOf('🐎🔋🌊🦊🐙🌵', 8)).to.equal('too_short');
  });

  it('is measured and kept in NFC, however it was typed', () => {
    const decomposed = 'éé';
    expect(normalizePassword(decomposed)).to.equal('éé');
    expect(passwordLength(decomposed)).to.equal(2);
  });

  it('is compared with more than 3,000 common ones', () => {
    expect(blocklistSize()).to.be.above(3000);
  });

  for (const password of [
    'iloveyou',
    'ILoveYou',
    'Password1',
    '1qaz2wsx3edc4rfv',
    'passwordpassword',
    'Sunshine!!!!!!!',
    'password1234567',
    '12345678901234567',
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabcabcabc',
    'dragondragondragondr',
  ]) {
    it(`is too common as "${password}"`, () => {
      expect(checkNewPassword(password, context, 8)).to.deep.equal({
        result: 'too_common',
        because: 'blocklist',
      });
    });
  }

  for (const password of [
    'ann.lindqvist2026',
    'LINDQVIST-1234-',
    'Lindqvist Moreau!',
    'AcmeWidgets12345',
    'a.c.m.e.w.i.d.g.e.t.s',
    'acmeacmeacmeacme',
    'Öresund Öresund 7',
    'Countersign2026!',
  ]) {
    it(`is too close to who chose it as "${password}"`, () => {
      expect(checkNewPassword(password, context, 15)).to.deep.equal({
        result: 'too_common',
        because: 'context',
      });
    });
  }

  it('is too close to what the installation calls itself', () => {
    const named = { ...context, productName: 'Northwind ID' };
    expect(checkNewPassword('northwind-id-2026', named, 15).result).to.equal('too_common');
    expect(checkNewPassword('northwind-id-2026', context, 15).result).to.equal('ok');
  });

  for (const password of [
    'jo@globex-mail.example',
    'JO@Globex-Mail.Example!',
    'globex-mail.example',
    'Globex Mail 2026',
  ]) {
    it(`is too close to its owner's e-mail address as "${password}"`, () => {
      const own = {
        email: 'jo@globex-mail.example',
        name: null,
        organizationNames: [],
        productName: 'Countersign',
      };
      expect(checkNewPassword(password, own, 15)).to.deep.equal({ result: 'too_common', because: 'context' });
    });
  }

  it('may contain a word of the context beside enough else', () => {
    for (const password of [
      'acme never sleeps on tuesdays',
      'channel plannings',
      'lindqvist grows purple maize',
    ]) {
      expect(resultOf(password), password).to.equal('ok');
    }
  });

  it('needs no name and no organization to be judged', () => {
    const bare = { email: 'a@b.example', name: null, organizationNames: [], productName: 'Countersign' };
    expect(checkNewPassword('quiet river 999', bare, 15)).to.deep.equal({ result: 'ok' });
  });
});

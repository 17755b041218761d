import { expect } from 'chai';
import { harmlessName, readDisplayName } from '../../../src/documents/display-name.ts';
import { readSeedingDocument } from '../../../src/seeding/document.ts';

const accepted: readonly [written: string, stored: string, why: string][] = [
  ['Acme', 'Acme', 'a plain name'],
  ['Söhne & Töchter <GmbH> “1.5 %”', 'Söhne & Töchter <GmbH> “1.5 %”', 'marks and signs'],
  ['  Two \u00a0 spaces\u3000', 'Two spaces', 'spaces of any kind'],
  ['Jose\u0301', 'José', 'a letter in two parts'],
  ['شرکت می\u200cخواهم', 'شرکت می\u200cخواهم', 'Persian with its joiner'],
  ['क\u094d\u200dष', 'क\u094d\u200dष', 'Hindi with its joiner'],
  ['דוגמה בע״מ', 'דוגמה בע״מ', 'Hebrew'],
  ['葛\u{e0100}城市', '葛\u{e0100}城市', 'the form of an ideograph'],
  ['Family 👩\u200d👧 ❤\ufe0f', 'Family 👩\u200d👧 ❤\ufe0f', 'an emoji of several'],
  ['Booking.com', 'Booking.com', 'a name with a dot'],
  [`x${'\u0301'.repeat(8)}`, `x${'\u0301'.repeat(8)}`, 'eight marks over a letter'],
  ['é'.repeat(80), 'é'.repeat(80), '80 characters'],
  ['💡'.repeat(80), '💡'.repeat(80), '80 characters beyond the first plane'],
];

const refused: readonly [name: string, why: string][] = [
  ['Acme \u202Emoc.elgoog\u202C – https://evil.example', 'the text turned round, and an address'],
  ['Acme \u2066x\u2069', 'isolates'],
  ['Acme\u200e', 'a mark of direction'],
  ['Acme\u061c', 'a mark of direction of Arabic'],
  ['Ac\u200bme', 'a space of no width'],
  ['Ac\u200dme', 'a joiner where nothing joins'],
  ['\u200cشرکت', 'a joiner in front'],
  ['می\u200c\u200cخواهم', 'two joiners'],
  ['شرکت\u200cAcme', 'a joiner before a letter that joins nothing'],
  ['Acme\u200cشرکت', 'a joiner after a letter that joins nothing'],
  ['Ac\ufeffme', 'a byte order mark'],
  ['Ac\u00adme', 'a soft hyphen'],
  ['Acme\u{e0041}\u{e0042}', 'tags'],
  ['Acme\ufe0f', 'a chosen form of a letter that has one'],
  ['Acme\u{e0100}', 'the form of an ideograph where there is none'],
  ['\u3164', 'a filler'],
  ['Acme\u2800', 'an empty braille cell'],
  ['Acme\ue000', 'a character of nobody’s'],
  ['Acme\nBcc: eve@evil.example', 'a line break'],
  ['Acme\u2028x', 'a line separator'],
  ['Acme\u0000', 'a control character'],
  ['Acme\u001b[2J', 'an escape sequence'],
  ['see https://evil.example', 'an address'],
  ['see ｗｗｗ．evil.example', 'an address in wide letters'],
  ['WWW.evil.example', 'an address without scheme'],
  ['𝐰\u200d𝐰\u200d𝐰.evil.example', 'an address in letters of mathematics, joined'],
  [`x${'\u0301'.repeat(9)}`, 'a pile of marks'],
  ['a'.repeat(81), '81 characters'],
  ['', 'nothing'],
  [' \u00a0', 'spaces alone'],
];

describe('a name that people read', () => {
  for (const [written, stored, why] of accepted)
    it(`may have ${why}`, () => {
      expect(readDisplayName(written)).to.deep.equal({ ok: true, name: stored });
      expect(harmlessName(stored), 'shown').to.equal(stored);
    });

  for (const [name, why] of refused)
    it(`must not have ${why}`, () => {
      expect(readDisplayName(name).ok).to.equal(false);
    });

  it('that was stored before the rule is shown without what it is refused for', () => {
    for (const [stored, shown] of [
      ['Acme \u202Emoc.elgoog\u202C – https://evil.example', 'Acme moc.elgoog – https: evil.example'],
      ['WWW.evil.example', 'WWW evil.example'],
      ['see ｗｗｗ．evil.example', 'see www evil.example'],
      ['Acme\nBcc: eve', 'Acme Bcc: eve'],
      ['می\u200c\u200cخواهم', 'میخواهم'],
    ] as const)
      expect(harmlessName(stored)).to.equal(shown);
  });

  it('is one of every place of the file that says one, each told with its path', () => {
    const name = 'Acme \u202Emoc.elgoog\u202C – https://evil.example';
    const profile = {
      given_name: name,
      family_name: name,
      middle_name: name,
      nickname: name,
      preferred_username: name,
    };
    const file = {
      clients: [
        { client_id: 'crm', client_secret: 's', redirect_uris: ['https://a.example/'], client_name: name },
      ],
      users: [{ email: 'ann@acme.example', name, profile }],
      organizations: [{ slug: 'acme', name }],
    };
    const read = readSeedingDocument(JSON.stringify(file));
    const problems = read.ok ? [] : read.problems;
    expect(problems.map(({ path }) => path)).to.deep.equal([
      'clients[0].client_name',
      'users[0].name',
      ...Object.keys(profile).map((claim) => `users[0].profile.${claim}`),
      'organizations[0].name',
    ]);
    expect(new Set(problems.map(({ code }) => code))).to.deep.equal(new Set(['name_not_allowed']));
  });
});

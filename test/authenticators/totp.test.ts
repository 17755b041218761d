import { expect } from 'chai';
import {
  defaultTotp,
  matchTotp,
  newTotpSecret,
  normalizeTotpSecret,
  pruneDisclosedSteps,
  type TotpAuthenticator,
  totpCode,
} from '../../src/authenticators/totp.ts';

const now = Date.UTC(2026, 10, 24, 12, 0, 10);
const present = Math.floor(now / 30_000);
const phone: TotpAuthenticator = {
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  ...defaultTotp,
  lastStep: null,
};

function codeAtStep(step: number, parameters = phone): string {
  return totpCode(parameters, step * parameters.period * 1000);
}

/** The seeds of RFC 6238 appendix B: the digits 1 to 0 repeated to the length of each hash. */
const seeds = {
  SHA1: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  SHA256: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA',
  SHA512:
    'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA',
};

describe('TOTP codes', () => {
  const vectors = [
    [59, '94287082', '46119246', '90693936'],
    [1111111109, '07081804', '68084774', '25091201'],
    [1111111111, '14050471', '67062674', '99943326'],
    [1234567890, '89005924', '91819424', '93441116'],
    [2000000000, '69279037', '90698825', '38618901'],
    [20000000000, '65353130', '77737706', '47863826'],
  ] as const;
  for (const [seconds, sha1, sha256, sha512] of vectors) {
    it(`equal RFC 6238 appendix B at ${seconds} s`, () => {
      const codes = { SHA1: sha1, SHA256: sha256, SHA512: sha512 };
      for (const algorithm of ['SHA1', 'SHA256', 'SHA512'] as const) {
        const parameters = { secret: seeds[algorithm], period: 30, digits: 8, algorithm, lastStep: null };
        expect(totpCode(parameters, seconds * 1000), algorithm).to.equal(codes[algorithm]);
        expect(matchTotp(parameters, codes[algorithm], seconds * 1000).result).to.equal('accepted');
      }
    });
  }

  it('equal RFC 4226 appendix D for the counters 0 to 9', () => {
    const parameters = { ...phone, secret: seeds.SHA1 };
    const codes = Array.from({ length: 10 }, (_, counter) => codeAtStep(counter, parameters));
    const expected = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489';
    expect(codes.join(' ')).to.equal(expected);
  });

  it('have the digits and the period that were set', () => {
    const parameters = { ...phone, digits: 7, period: 60 };
    const code = totpCode(parameters, now);
    expect(code).to.match(/^\d{7}$/);
    expect(matchTotp(parameters, code, now)).to.deep.equal({
      result: 'accepted',
      step: Math.floor(now / 60_000),
    });
  });
});

describe('matching a TOTP code', () => {
  for (const [offset, result] of [
    [-3, 'drifted'],
    [-2, 'drifted'],
    [-1, 'accepted'],
    [0, 'accepted'],
    [1, 'accepted'],
    [2, 'drifted'],
    [3, 'drifted'],
  ] as const) {
    it(`answers ${result} for the code of step ${offset} (A-14)`, () => {
      const match = matchTotp({ ...phone, disclosedSteps: [] }, codeAtStep(present + offset), now);
      expect(match.result).to.equal(result);
    });
  }

  const malformed = [
    '',
    ' ',
    '12345',
    '1234567',
    '12345a',
    '-12345',
    '1e5',
    '١٢٣٤٥٦',
    '0x1234',
    `${codeAtStep(present)}0`,
  ];
  for (const code of malformed) {
    it(`answers wrong for ${JSON.stringify(code)} (A-14)`, () => {
      expect(matchTotp(phone, code, now)).to.deep.equal({ result: 'wrong' });
    });
  }

  it('overlooks spaces that a person types', () => {
    const code = codeAtStep(present);
    const typed = ` ${code.slice(0, 3)} ${code.slice(3)}\n`;
    expect(matchTotp(phone, typed, now)).to.deep.equal({ result: 'accepted', step: present });
  });

  it('refuses everything when the number of digits is not supported', () => {
    expect(matchTotp({ ...phone, digits: 5 }, '12345', now)).to.deep.equal({ result: 'wrong' });
  });

  it('refuses a code for the second time (A-12)', () => {
    expect(matchTotp({ ...phone, lastStep: present }, codeAtStep(present), now)).to.deep.equal({
      result: 'replayed',
    });
  });

  it('refuses older codes after a newer one (A-13)', () => {
    for (const offset of [1, 0, -1]) {
      const match = matchTotp({ ...phone, lastStep: present + 1 }, codeAtStep(present + offset), now);
      expect(match, `step ${offset}`).to.deep.equal({ result: 'replayed' });
    }
  });

  it('accepts a newer code after an older one', () => {
    expect(matchTotp({ ...phone, lastStep: present - 1 }, codeAtStep(present), now).result).to.equal(
      'accepted',
    );
  });

  it('accepts no used code again after the clock jumped back', () => {
    const anHourAgo = now - 3_600_000;
    expect(matchTotp({ ...phone, lastStep: present }, codeAtStep(present - 120), anHourAgo).result).to.equal(
      'replayed',
    );
  });

  it('answers wrong for a code of another secret', () => {
    const other = { ...phone, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', digits: 8 };
    expect(matchTotp({ ...phone, digits: 8 }, totpCode(other, now), now)).to.deep.equal({
      result: 'wrong',
    });
  });
});

describe('a device with a wrong clock', () => {
  // Eight digits, so that no other of the 5,760 steps has the same code.
  const device = { ...phone, digits: 8, disclosedSteps: [] };
  const driftAt = (seconds: number) => matchTotp(device, totpCode(device, now + seconds * 1000), now);

  for (const seconds of [-86_400, -3600, -90, 120, 7200, 86_400]) {
    it(`is told that it is ${seconds} s off and is not let in (T30)`, () => {
      expect(driftAt(seconds)).to.deep.include({ result: 'drifted', driftSeconds: seconds });
    });
  }

  it('is told nothing beyond 24 hours', () => {
    for (const seconds of [-86_430, 86_430]) expect(driftAt(seconds)).to.deep.equal({ result: 'wrong' });
  });

  it('is refused with a disclosed code when its time has come', () => {
    const later = now + 7_200_000;
    const code = totpCode(device, later);
    const match = matchTotp(device, code, now);
    const disclosedSteps = match.result === 'drifted' ? match.disclosed : [];
    expect(disclosedSteps).to.deep.equal([present + 240]);
    expect(matchTotp({ ...device, disclosedSteps }, code, later).result).to.equal('replayed');
    const next = totpCode(device, later + 30_000);
    expect(matchTotp({ ...device, disclosedSteps }, next, later).result).to.equal('accepted');
  });

  it('is not told of being ahead where nobody keeps disclosed steps', () => {
    const { disclosedSteps: _, ...forgetful } = device;
    expect(matchTotp(forgetful, totpCode(device, now + 7_200_000), now)).to.deep.equal({
      result: 'wrong',
    });
    expect(matchTotp(forgetful, totpCode(device, now - 7_200_000), now).result).to.equal('drifted');
  });

  it('is not told anything about a code that it used', () => {
    const used = { ...device, lastStep: present - 20 };
    expect(matchTotp(used, codeAtStep(present - 20, device), now).result).to.equal('replayed');
  });

  it('takes at most 50 ms to look for', () => {
    // Of a processor, and the best of five: whatever else a machine does is not counted.
    const durations = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage();
      matchTotp({ ...device, algorithm: 'SHA512' }, '00000000', now);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    expect(Math.min(...durations)).to.be.within(0.1, 50);
  });

  it('costs no more with a short period', () => {
    const quick = { ...device, period: 1 };
    expect(matchTotp(quick, totpCode(quick, now - 2_880_000), now).result).to.equal('drifted');
    expect(matchTotp(quick, totpCode(quick, now - 2_881_000), now).result).to.equal('wrong');
  });

  it('leaves no disclosed steps behind that are over', () => {
    const steps = [present - 2, present - 1, present, present + 9];
    expect(pruneDisclosedSteps(steps, 30, now)).to.deep.equal([present - 1, present, present + 9]);
  });
});

describe('TOTP secrets', () => {
  it('are 20 random bytes in base32', () => {
    const secrets = new Set(Array.from({ length: 100 }, newTotpSecret));
    expect(secrets).to.have.property('size', 100);
    for (const secret of secrets) expect(secret).to.match(/^[A-Z2-7]{32}$/);
  });

  for (const [text, secret] of [
    ['JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'],
    ['jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'],
    ['GEZDGNBVGY3TQOJQGEZDGNBVGY======', 'GEZDGNBVGY3TQOJQGEZDGNBVGY'],
    ['JBSWY3DPEHPK3PXP', null],
    ['JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PX1', null],
    ['A'.repeat(104), null],
    ['A'.repeat(33), null],
    ['', null],
  ] as const) {
    it(`are read from "${text.slice(0, 40)}" as ${secret ?? 'unusable'}`, () => {
      expect(normalizeTotpSecret(text)).to.equal(secret);
    });
  }
});

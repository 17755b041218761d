import { expect } from 'chai';
import { browserOf } from '../../src/authenticators/browser.ts';

const mozilla = 'Mozilla/5.0';
const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('what a browser says it is', () => {
  const table: readonly [userAgent: string | undefined, browser: string | null, system: string | null][] = [
    [
      `${mozilla} (Windows NT 10.0; Win64; x64) ${webKit} Chrome/131.0.0.0 Safari/537.36`,
      'Chrome',
      'Windows',
    ],
    [
      `${mozilla} (Windows NT 10.0; Win64; x64) ${webKit} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`,
      'Microsoft Edge',
      'Windows',
    ],
    [
      `${mozilla} (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0`,
      'Firefox',
      'macOS',
    ],
    [
      `${mozilla} (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1`,
      'Safari',
      'iOS',
    ],
    [
      `${mozilla} (Linux; Android 14; SM-S918B) ${webKit} Chrome/131.0.0.0 Mobile Safari/537.36`,
      'Chrome',
      'Android',
    ],
    [undefined, null, null],
    ['', null, null],
    [' \t', null, null],
    ['node', null, null],
    ['curl/8.0', null, null],
    ['__proto__/1', null, null],
  ];
  for (const [userAgent, browser, system] of table) {
    it(`is ${browser ?? 'nothing'} on ${system ?? 'nothing'} for ${JSON.stringify(userAgent ?? 'none')}`, () => {
      expect(browserOf(userAgent)).to.deep.equal({ browser, system });
    });
  }

  it('never is what the sender has made up', () => {
    for (const invented of ['<b>x</b>/1.0', 'call +32 2 555 01 01/2', 'x'.repeat(200)])
      expect(browserOf(`${invented} ${invented}`)).to.deep.equal({ browser: null, system: null });
  });

  it('is read quickly, however long it is', () => {
    const long = ['Version/9'.repeat(20_000), 'android '.repeat(20_000), `Chrome/${'1.'.repeat(50_000)}`];
    const began = process.hrtime.bigint();
    for (const userAgent of long) browserOf(userAgent);
    expect(Number(process.hrtime.bigint() - began) / 1e6).to.be.below(500);
  });
});

import { expect } from 'chai';
import { type Answer, Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, everyoneNow, type World } from '../harness/world.ts';
import { beginDevice, type DeviceCodes, deviceClient } from './support/devices.ts';

const summaryOf = ({ page }: Answer) =>
  page.querySelector('.problem a, .problem .message')?.text.trim() ?? null;

describe('the pages of a device', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow, client: deviceClient });
  });

  async function typed(browser: Browser, { verification_uri: address }: DeviceCodes, code: string) {
    return browser.submit(await browser.open(address), { user_code: code });
  }

  /** Presses the second button, which says that the codes differ. */
  async function decline(browser: Browser, confirmation: Answer): Promise<Answer> {
    expect(confirmation.name).to.equal('device-confirm');
    const form = confirmation.page.querySelectorAll('form')[1];
    const fields = (form?.querySelectorAll('input[type=hidden]') ?? []).map((input) => [
      input.getAttribute('name') ?? '',
      input.getAttribute('value') ?? '',
    ]);
    return browser.post(form?.getAttribute('action') ?? '', Object.fromEntries(fields));
  }

  for (const language of ['en', 'de', 'fr'])
    it(`take the code from the address in ${language}, without a script`, async () => {
      const codes = await beginDevice(world);
      const browser = new Browser({ 'accept-language': language });
      const page = await browser.open(codes.verification_uri_complete);
      expect([page.status, page.name, page.page.querySelector('html')?.getAttribute('lang')]).to.deep.equal([
        200,
        'device-code',
        language,
      ]);
      expect(page.body).not.to.contain('<script').and.not.to.contain('Submitting');
      expect(page.headers.get('content-security-policy')).to.contain("script-src 'none'");
      const [field, ...others] = page.page.querySelectorAll('[name=user_code]');
      expect(others, 'nothing beside what is typed').to.deep.equal([]);
      const code = field?.getAttribute('value') ?? '';
      const confirmation = await browser.submit(page, { user_code: code });
      expect([confirmation.name, confirmation.body.includes(codes.user_code)]).to.deep.equal([
        'device-confirm',
        true,
      ]);
    });

  it('call declining no error, at the confirmation and during the sign-in', async () => {
    const browser = new Browser();
    const codes = await beginDevice(world);
    const other = await beginDevice(world);
    const declined = await decline(browser, await typed(browser, codes, codes.user_code));
    const confirmation = await typed(browser, other, other.user_code);
    const cancelled = await browser.submit(await browser.submit(confirmation), { action: 'cancel' });
    for (const { status, name, body } of [declined, cancelled]) {
      expect([status, name]).to.deep.equal([200, 'device-declined']);
      expect(body).not.to.contain('Error').and.not.to.contain('problem');
    }
  });

  it('say of a code that it was used, is too old, is unknown or missing', async () => {
    const browser = new Browser();
    const used = await beginDevice(world);
    await decline(browser, await typed(browser, used, used.user_code));
    const old = await beginDevice(world);
    expect(summaryOf(await typed(browser, used, used.user_code))).to.equal('This code was used already');
    expect(summaryOf(await typed(browser, used, 'BBBB-BBBB'))).to.contain('not the one on your device');
    expect(summaryOf(await typed(browser, used, ''))).to.equal('Type the code');
    travel(601);
    const tooOld = await typed(browser, old, old.user_code);
    expect([tooOld.status, summaryOf(tooOld)]).to.deep.equal([422, 'This code is too old']);
  });
});

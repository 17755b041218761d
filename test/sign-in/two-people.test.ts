import { expect } from 'chai';
import { Browser } from '../harness/browser.ts';
import { idOf } from '../harness/members.ts';
import { codeOf, createWorld, everyoneNow, signIn } from '../harness/world.ts';

/** Olivia is one code short of being signed in when Tomas signs in, in another tab. */
async function twoPeople(language: string) {
  const world = await createWorld({ enforcement: everyoneNow });
  const { application, otherApplication, olivia, tomas } = world;
  const browser = new Browser({ 'accept-language': language });
  const page = await application.start(browser);
  const challenge = await browser.submit(page, { email: olivia.email, password: olivia.password });
  const first = await signIn(otherApplication, tomas, { browser });
  await otherApplication.redeem(first.answer);
  return { ...world, browser, met: await browser.submit(challenge, { code: codeOf(olivia.secret ?? '') }) };
}

describe('two people in two tabs of one browser', () => {
  for (const language of ['en', 'de', 'fr'])
    it(`read in ${language} that one of them is signed in, on a page without a script`, async () => {
      const { met, olivia, tomas } = await twoPeople(language);
      expect([met.status, met.name]).to.deep.equal([200, 'other-account']);
      expect(met.page.querySelector('html')?.getAttribute('lang')).to.equal(language);
      expect(met.body).to.contain(olivia.email).and.to.contain(tomas.email);
      expect(met.body).not.to.contain('<script');
      expect(met.headers.get('content-security-policy')).to.contain("script-src 'none'");
    });

  it('go on as the second one, whose sign-in ends the session of the first', async () => {
    const { met, browser, application, otherApplication, ...world } = await twoPeople('en');
    const { sub } = (await application.redeem(await browser.submit(met))).claims() ?? {};
    expect(sub).to.equal(await idOf(world, world.olivia));
    const quiet = await otherApplication.start(browser, { prompt: 'none' });
    expect((await otherApplication.redeem(quiet)).claims()?.sub).to.equal(sub);
  });

  it('leave the first one signed in as long as nobody goes on', async () => {
    const { browser, otherApplication, ...world } = await twoPeople('en');
    const quiet = await otherApplication.start(browser, { prompt: 'none' });
    const { sub } = (await otherApplication.redeem(quiet)).claims() ?? {};
    expect(sub).to.equal(await idOf(world, world.tomas));
  });
});

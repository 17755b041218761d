import { expect } from 'chai';
import type { Answer, Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  signIn,
  type World,
} from '../../harness/world.ts';
import { eventsOf, factorsOf, wrongCodes } from '../support/guessing.ts';

const secretOn = (page: Answer) => page.page.querySelector('#totp-secret')?.text.trim() ?? '';

describe('A-05: an enrolment left half-way', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld({ enforcement: { ...everyoneNow, enrollment_proof: 'none' } });
  });

  async function openEnrollment(): Promise<{ browser: Browser; page: Answer; secret: string }> {
    const { browser, answer } = await passPassword(world.application, world.mina);
    expect(answer.name).to.equal('enroll');
    return { browser, page: answer, secret: secretOn(answer) };
  }

  async function expectNothingStored(browser: Browser): Promise<void> {
    expect(await factorsOf(world.server, world.mina)).to.deep.equal({ totp: 0, codes: 0 });
    const silent = await world.application.start(browser, { prompt: 'none' });
    expect(world.application.errorOf(silent)).to.equal('login_required');
    expect(await eventsOf(world.server, world.mina, 'authenticator.enrolled')).to.have.length(0);
  }

  it('A-05: after a wrong code leaves no factor, and the next sign-in shows a new secret that alone counts', async () => {
    const old = await openEnrollment();
    const [wrong = ''] = wrongCodes({ ...world.mina, secret: old.secret }, 1);
    const refused = await old.browser.submit(old.page, { code: wrong });
    expect([refused.status, secretOn(refused)]).to.deep.equal([422, old.secret]);
    await expectNothingStored(old.browser);
    const next = await openEnrollment();
    expect(next.secret)
      .to.match(/^[A-Z2-7]{32}$/)
      .and.not.to.equal(old.secret);
    for (const step of [-1, 0, 1]) {
      const code = codeOf(old.secret, step);
      expect((await next.browser.submit(next.page, { code })).status).to.equal(422);
    }
    await expectNothingStored(next.browser);
  });

  it('A-05: left at the recovery codes has no factor, and neither its app nor its codes are worth anything', async () => {
    const old = await openEnrollment();
    const codesPage = await old.browser.submit(old.page, { code: codeOf(old.secret) });
    expect(codesPage.name).to.equal('recovery-codes');
    const [oldCode = ''] = codesPage.page
      .querySelectorAll('#recovery-codes li')
      .map(({ text }) => text.trim());
    expect((await old.browser.submit(codesPage, { kept: 'zzzz' })).status).to.equal(422);
    await expectNothingStored(old.browser);
    const next = await openEnrollment();
    expect(next.secret).not.to.equal(old.secret);
    for (const code of [codeOf(old.secret), codeOf(old.secret, 1), oldCode]) {
      expect((await next.browser.submit(next.page, { code })).status).to.equal(422);
    }
    await expectNothingStored(next.browser);
  });

  it('A-05: cannot be finished late, when another sign-in has enrolled meanwhile', async () => {
    const old = await openEnrollment();
    const codesPage = await old.browser.submit(old.page, { code: codeOf(old.secret) });
    const [oldCode = ''] = codesPage.page
      .querySelectorAll('#recovery-codes li')
      .map(({ text }) => text.trim());
    const next = await openEnrollment();
    const enrolled = await enroll(world.server, next.browser, next.page, world.mina.email);
    expect((await world.application.redeem(enrolled.answer)).claims()?.amr).to.deep.equal([
      'pwd',
      'otp',
      'mfa',
    ]);
    const late = await old.browser.submit(codesPage, { kept: oldCode.slice(-4) });
    expect([late.status, late.name, late.location]).to.deep.equal([409, 'error', null]);
    expect(await factorsOf(world.server, world.mina)).to.deep.equal({ totp: 1, codes: 10 });
    travel(60);
    const { browser, answer } = await passPassword(world.application, world.mina);
    expect(answer.name).to.equal('challenge');
    for (const code of [codeOf(old.secret), oldCode]) {
      expect((await browser.submit(answer, { code })).status).to.equal(422);
    }
    const { answer: back } = await signIn(world.application, { ...world.mina, secret: enrolled.secret });
    expect((await world.application.redeem(back)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('A-05: has one secret for as long as its sign-in lives, whatever page is opened in between', async () => {
    const { browser, page, secret } = await openEnrollment();
    expect(secretOn(await browser.open(page.url))).to.equal(secret);
    await browser.open(page.url.replace('enroll', 'recovery-codes'));
    expect(secretOn(await browser.open(page.url))).to.equal(secret);
    travel(3601);
    expect((await browser.open(page.url)).status).to.equal(410);
    const late = await browser.post(page.url, { action: 'continue', code: codeOf(secret) });
    expect(late.status).to.equal(410);
    await expectNothingStored(browser);
  });
});

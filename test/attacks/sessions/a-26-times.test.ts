import { expect } from 'chai';
import type * as oidc from 'openid-client';
import type { Application } from '../../harness/application.ts';
import type { Answer } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { createWorld, everyoneNow, passPassword, signIn } from '../../harness/world.ts';
import { rightCode } from '../support/guessing.ts';
import { relaxedApplication } from '../support/relaxed-application.ts';

const hour = 3600;

interface Times {
  readonly signedInAt: number;
  readonly provenAt: number | null;
}

function timesOf(tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers): Times {
  const claims = tokens.claims();
  const provenAt = claims?.mfa_time;
  return { signedInAt: claims?.auth_time ?? 0, provenAt: provenAt === undefined ? null : Number(provenAt) };
}

async function redeemTimes(application: Application, answer: Answer): Promise<Times> {
  return timesOf(await application.redeem(answer));
}

const nowSeconds = () => Date.now() / 1000;

/** Tomas of an organization that requires MFA, signed in with it this moment. */
async function signedIn() {
  const world = await createWorld({ enforcement: everyoneNow });
  const { browser, answer } = await signIn(world.application, world.tomas);
  const tokens = await world.application.redeem(answer);
  const first = timesOf(tokens);
  expect(first.signedInAt).to.be.closeTo(nowSeconds(), 3);
  expect(first.provenAt).to.be.closeTo(nowSeconds(), 3);
  return { ...world, browser, tokens, first };
}

describe('A-26 max_age', () => {
  for (const maxAge of ['0', '1']) {
    it(`A-26 of ${maxAge} asks password and factor again, and both times move`, async () => {
      const { application, tomas, browser, first } = await signedIn();
      travel(60);
      const silent = await application.start(browser, { max_age: maxAge, prompt: 'none' });
      expect(application.errorOf(silent)).to.equal('login_required');
      const page = await application.start(browser, { max_age: maxAge });
      expect(page.name).to.equal('password');
      const { email, password } = tomas;
      const challenge = await browser.submit(page, { email, password });
      expect(challenge.name).to.equal('challenge');
      const answer = await browser.submit(challenge, { code: rightCode(tomas) });
      const second = await redeemTimes(application, answer);
      expect(second.signedInAt).to.be.closeTo(first.signedInAt + 60, 3);
      expect(second.provenAt).to.be.closeTo(first.signedInAt + 60, 3);
    });
  }

  it('A-26 of 10000 asks nothing, and states when the sign-in was', async () => {
    const { application, browser, first } = await signedIn();
    travel(60);
    const answer = await application.start(browser, { max_age: '10000', prompt: 'none' });
    expect(await redeemTimes(application, answer)).to.deep.equal(first);
    travel(50 * 60);
    const later = await application.start(browser, { max_age: '10000', prompt: 'none' });
    expect(await redeemTimes(application, later)).to.deep.equal(first);
  });

  it('A-26 of 10000 asks again when that time is over', async () => {
    const { application, greta } = await createWorld();
    const { browser, answer } = await signIn(application, greta);
    await application.redeem(answer);
    travel(10_001);
    expect((await application.start(browser)).location).to.contain('code=');
    expect((await application.start(browser, { max_age: '10000' })).name).to.equal('password');
  });

  it('A-26 counts from the sign-in, not from a step-up', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const relaxed = await relaxedApplication(world);
    const { browser, answer } = await passPassword(relaxed, world.tomas);
    const first = await redeemTimes(relaxed, answer);
    expect(first.provenAt).to.equal(null);
    travel(300);
    const page = await world.application.start(browser);
    expect(page.name).to.equal('challenge');
    const back = await browser.submit(page, { code: rightCode(world.tomas) });
    const second = await redeemTimes(world.application, back);
    expect(second.signedInAt).to.equal(first.signedInAt);
    expect(second.provenAt).to.be.closeTo(first.signedInAt + 300, 3);
    const aged = await world.application.start(browser, { max_age: '200' });
    expect(aged.name).to.equal('password');
  });
});

describe('A-26 auth_time and mfa_time', () => {
  it('A-26 stay the same through refreshes', async () => {
    const { application, tokens, first } = await signedIn();
    let token = tokens.refresh_token ?? '';
    for (let count = 0; count < 3; count += 1) {
      travel(20 * 60);
      const refreshed = await application.refresh(token);
      expect(timesOf(refreshed)).to.deep.equal(first);
      token = refreshed.refresh_token ?? '';
    }
  });

  it('A-26 are no proof any more after 25 hours, neither in the session nor in its refresh token', async () => {
    const { application, browser, tokens } = await signedIn();
    travel(25 * hour);
    const silent = await application.start(browser, { prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('login_required');
    expect((await application.start(browser)).name).to.equal('password');
    let error: unknown = null;
    await application.refresh(tokens.refresh_token ?? '').catch((thrown: unknown) => {
      error = thrown;
    });
    expect(error).to.have.property('error', 'invalid_grant');
  });

  it('A-26 live on for 25 hours where nobody requires a factor', async () => {
    const { application, greta } = await createWorld();
    const { browser, answer } = await signIn(application, greta);
    const first = await redeemTimes(application, answer);
    travel(25 * hour);
    const quiet = await application.start(browser, { prompt: 'none' });
    expect(await redeemTimes(application, quiet)).to.deep.equal(first);
  });

  it('A-26 of the factor does not move when only the password is given again', async () => {
    const world = await signedIn();
    const { application, browser, tomas, first, tokens } = world;
    const relaxed = await relaxedApplication(world);
    travel(300);
    const parameters = { prompt: 'login' };
    const { answer } = await passPassword(relaxed, tomas, { browser, parameters });
    const again = await relaxed.redeem(answer);
    expect(again.claims()?.amr).to.deep.equal(['pwd']);
    expect(timesOf(again).signedInAt).to.be.closeTo(first.signedInAt + 300, 3);
    expect(timesOf(again).provenAt).to.equal(null);
    const silent = await application.start(browser, { prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('interaction_required');
    await expectNotRefreshedAsProof(application, tokens.refresh_token ?? '');
  });
});

/** The session knows a password only: a refresh token from before must not bring the proof back as if it were new. */
async function expectNotRefreshedAsProof(application: Application, token: string): Promise<void> {
  const outcome = await application.refresh(token).then(timesOf, (error: { error?: string }) => error.error);
  expect(outcome).to.equal('invalid_grant');
}

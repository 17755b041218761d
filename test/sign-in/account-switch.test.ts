import { expect } from 'chai';
import { travel } from '../harness/clock.ts';
import { idOf } from '../harness/members.ts';
import { codeOf, createWorld, everyoneNow, passPassword, signIn } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

/** A world in which Tomas is signed in with their app. */
async function tomasSignedIn() {
  const world = await createWorld({ enforcement: everyoneNow });
  const { browser, answer } = await signIn(world.application, world.tomas);
  return { ...world, browser, tokens: await world.application.redeem(answer) };
}

describe('another account in the same browser', () => {
  it('gets a session of its own, and ends the one before with its tokens', async () => {
    const { application, greta, browser, tokens, server } = await tomasSignedIn();
    const { answer } = await signIn(application, greta, { browser, parameters: { prompt: 'login' } });
    const second = await application.redeem(answer);
    expect(second.claims()?.sub)
      .to.equal(await idOf({ server }, greta))
      .and.not.to.equal(tokens.claims()?.sub);
    expect(second.claims()?.amr).to.deep.equal(['pwd']);
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const quiet = await application.start(browser, { prompt: 'none' });
    expect((await application.redeem(quiet)).claims()?.sub).to.equal(second.claims()?.sub);
  });

  it('inherits nothing that the first one has proven', async () => {
    const { application, olivia, browser } = await tomasSignedIn();
    const { answer } = await passPassword(application, olivia, { browser, parameters: { prompt: 'login' } });
    expect(answer.name).to.equal('challenge');
    expect(answer.body).to.contain(olivia.email).and.not.to.contain('tomas@');
  });

  it('can be switched to between password and code, and starts with its own password', async () => {
    const { application, tomas, greta } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(application, tomas);
    expect(answer.name).to.equal('challenge');
    const page = await browser.submit(answer, { action: 'switch' });
    expect(page.name).to.equal('password');
    expect(page.body).not.to.contain(tomas.email);
    const back = await browser.submit(page, { email: greta.email, password: greta.password });
    const claims = (await application.redeem(back)).claims();
    expect(claims?.amr).to.deep.equal(['pwd']);
    const info = await application.start(browser, { prompt: 'none', scope: 'openid email' });
    expect((await application.redeem(info)).claims()?.sub).to.equal(claims?.sub);
  });

  it('can be switched to at a step-up, which then becomes a whole sign-in of its own', async () => {
    const client = { require_mfa_max_age: 1 };
    const { application, tomas, olivia, server } = await createWorld({ enforcement: everyoneNow, client });
    const { browser, answer } = await signIn(application, tomas);
    const first = await application.redeem(answer);
    travel(60);
    const page = await application.start(browser);
    expect(page.name).to.equal('challenge');
    const password = await browser.submit(page, { action: 'switch' });
    const challenge = await browser.submit(password, { email: olivia.email, password: olivia.password });
    expect(challenge.name).to.equal('challenge');
    const back = await browser.submit(challenge, { code: codeOf(olivia.secret ?? '') });
    const claims = (await application.redeem(back)).claims();
    expect(claims?.sub)
      .to.equal(await idOf({ server }, olivia))
      .and.not.to.equal(first.claims()?.sub);
    expect(claims?.auth_time).to.be.closeTo(Date.now() / 1000, 5);
    expect(await refusedWith(application.refresh(first.refresh_token ?? ''))).to.equal('invalid_grant');
  });

  it('leaves the session alone as long as the other sign-in is not complete', async () => {
    const { application, olivia, browser, tokens } = await tomasSignedIn();
    await passPassword(application, olivia, { browser, parameters: { prompt: 'login' } });
    const quiet = await application.start(browser, { prompt: 'none' });
    expect((await application.redeem(quiet)).claims()?.sub).to.equal(tokens.claims()?.sub);
    const refreshed = await application.refresh(tokens.refresh_token ?? '');
    expect(refreshed.claims()?.amr).to.include('mfa');
  });
});

import { expect } from 'chai';
import * as oidc from 'openid-client';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, everyoneNow, seed, signIn, type TestPerson, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

const nextSignIn = { required: 'everyone', activation: 'next_sign_in', sessions: 'keep' };

/** Puts another policy on the organization of a world. */
function enforce({ server, slug }: World, enforcement: Readonly<Record<string, unknown>>): Promise<unknown> {
  return seed(server, { organizations: [{ slug, enforcement }] });
}

/** Somebody signed in while nothing is enforced. */
async function signedIn(whom: (world: World) => TestPerson) {
  const world = await createWorld();
  const { browser, answer } = await signIn(world.application, whom(world));
  return { world, application: world.application, browser, tokens: await world.application.redeem(answer) };
}

const mina = (world: World) => world.mina;
const tomas = (world: World) => world.tomas;

async function meStatus({ server }: World, accessToken: string): Promise<number> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await fetch(`${server.issuer}/me`, { headers })).status;
}

describe('switching enforcement on', () => {
  it('immediately ends refresh, userinfo, introspection and silent sign-in of who has no factor', async () => {
    const { world, application, browser, tokens } = await signedIn(mina);
    expect(await meStatus(world, tokens.access_token)).to.equal(200);
    await enforce(world, everyoneNow);
    expect((await oidc.tokenIntrospection(application.config, tokens.access_token)).active).to.equal(false);
    expect(await meStatus(world, tokens.access_token)).to.equal(401);
    const silent = await application.start(browser, { prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('interaction_required');
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    expect((await application.start(browser)).name).to.equal('mailbox');
  });

  it('immediately leaves who has proven a factor alone', async () => {
    const { world, application, browser, tokens } = await signedIn(tomas);
    await enforce(world, everyoneNow);
    expect(await meStatus(world, tokens.access_token)).to.equal(200);
    const refreshed = await application.refresh(tokens.refresh_token ?? '');
    expect(refreshed.claims()?.amr).to.include('mfa');
    expect((await application.start(browser, { prompt: 'none' })).location).to.contain('code=');
  });

  it('immediately refuses a code that was given a moment before', async () => {
    const world = await createWorld();
    const { answer } = await signIn(world.application, world.mina);
    await enforce(world, everyoneNow);
    expect(await refusedWith(world.application.redeem(answer))).to.equal('invalid_grant');
  });

  it('immediately leads a sign-in that is under way through setting a factor up', async () => {
    const world = await createWorld();
    const browser = new Browser();
    const page = await world.application.start(browser);
    await enforce(world, everyoneNow);
    const { email, password } = world.mina;
    expect((await browser.submit(page, { email, password })).name).to.equal('mailbox');
  });

  it('at the next sign-in lets what is there live on, and asks the proof of a new sign-in', async () => {
    const { world, application, browser, tokens } = await signedIn(mina);
    travel(60);
    await enforce(world, nextSignIn);
    travel(60);
    expect((await application.refresh(tokens.refresh_token ?? '')).claims()?.amr).to.deep.equal(['pwd']);
    const quiet = await application.start(browser, { prompt: 'none' });
    expect((await application.redeem(quiet)).claims()?.amr).to.deep.equal(['pwd']);
    expect((await signIn(application, world.mina)).answer.name).to.equal('mailbox');
    const again = await application.start(browser, { prompt: 'login' });
    const { email, password } = world.mina;
    expect((await browser.submit(again, { email, password })).name).to.equal('mailbox');
  });

  it('at a deadline binds refresh and session from that instant on, although no job has run', async () => {
    const { world, application, browser, tokens } = await signedIn(mina);
    const deadline = new Date(Date.now() + 1_800_000).toISOString();
    await enforce(world, { required: 'everyone', activation: { deadline }, sessions: 'end_at_deadline' });
    travel(1_790);
    const before = await application.refresh(tokens.refresh_token ?? '');
    expect(before.claims()?.amr).to.deep.equal(['pwd']);
    travel(11);
    expect(await refusedWith(application.refresh(before.refresh_token ?? ''))).to.equal('invalid_grant');
    const silent = await application.start(browser, { prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('login_required');
  });

  it('off again does not bring back what it ended', async () => {
    const { world, application, browser, tokens } = await signedIn(mina);
    await enforce(world, { required: 'everyone', activation: 'immediately', sessions: 'end_now' });
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    await enforce(world, { required: 'nobody', activation: 'immediately', sessions: 'keep' });
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    expect((await application.start(browser)).name).to.equal('password');
  });
});

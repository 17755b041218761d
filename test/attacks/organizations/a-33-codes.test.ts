import { expect } from 'chai';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { invite, membersOf, twinOf, untilCallback } from '../../harness/invitations.ts';
import { memberPath } from '../../harness/members.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';

/** Greta is invited and has signed in; her browser is about to bring the code back. */
async function aboutToJoin(world: World) {
  const { link } = await invite(world, await apiOf(world, world.olivia), { email: world.greta.email });
  const { browser } = await signIn(world.application, world.greta);
  return { link, browser, callback: await untilCallback(browser, link) };
}

function codeIn(callback: string): string {
  return new URL(callback).searchParams.get('code') ?? '';
}

/** What a browser that follows an invitation would send back, with a code of somebody else's. */
async function callbackWith(browser: Browser, link: string, code: string): Promise<string> {
  const start = `${nameOfCookie(link, 'invitation')}=`;
  const cookie = (await browser.cookies(link)).find((each) => each.startsWith(start)) ?? '';
  const { state } = JSON.parse(Buffer.from(cookie.slice(start.length), 'base64url').toString());
  return new URL(`/invitations/callback?${new URLSearchParams({ code, state })}`, link).href;
}

describe('A-33: a code of the provider’s own pages', () => {
  it('A-33: is refused to a browser that did not ask for it, though its state is right', async () => {
    const world = await createWorld();
    const { link, browser, callback } = await aboutToJoin(world);
    const other = new Browser();
    await other.post(link, { action: 'continue' });
    const answer = await other.open(await callbackWith(other, link, codeIn(callback)));
    expect([answer.status, answer.name]).to.deep.equal([410, 'error']);
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
    expect((await browser.open(callback)).name, 'nothing is spent').to.equal('joined');
  });

  it('A-33: is refused from its end on, also within the tolerance for clocks', async () => {
    const world = await createWorld();
    const { browser, callback } = await aboutToJoin(world);
    travel(61);
    const answer = await browser.open(callback);
    expect([answer.status, answer.name]).to.deep.equal([410, 'error']);
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
  });

  it('A-33: is refused where it was issued to an application', async () => {
    const world = await createWorld();
    const { link, browser, callback } = await aboutToJoin(world);
    const answer = await world.application.start(browser);
    const foreign = await browser.open(await callbackWith(browser, link, codeIn(answer.location ?? '')));
    expect(foreign.status).to.equal(410);
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
    expect((await world.application.redeem(answer)).access_token, 'nothing is spent').to.be.a('string');
    expect((await browser.open(callback)).name).to.equal('joined');
  });

  it('A-33: is good once, also for a browser that has kept what it was asked with', async () => {
    const world = await createWorld();
    const { browser, callback } = await aboutToJoin(world);
    const copy = await twinOf(browser);
    expect((await browser.open(callback)).name).to.equal('joined');
    const operator = await operatorOf(world);
    const removed = await operator.delete(await memberPath(world, world.greta));
    expect(removed.status).to.equal(204);
    expect((await copy.open(callback)).status).to.equal(410);
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
  });
});

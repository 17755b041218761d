import { expect } from 'chai';
import type { Application } from '../harness/application.ts';
import { type Answer, Browser } from '../harness/browser.ts';
import { idOf } from '../harness/members.ts';
import { codeOf, createWorld, everyoneNow, signIn, type World } from '../harness/world.ts';

/** A tab on a page of the sign-in, and another in which somebody has signed in since. */
async function twoTabs(world: World, parameters: Readonly<Record<string, string>> = {}) {
  const browser = new Browser();
  const page = await world.application.start(browser, parameters);
  expect(page.name).to.equal('password');
  await world.otherApplication.redeem(
    (await signIn(world.otherApplication, world.tomas, { browser })).answer,
  );
  return { browser, page };
}

const subjectOf = async (application: Application, answer: Answer) =>
  (await application.redeem(answer)).claims()?.sub;

describe('a tab that was opened before somebody signed in in another', () => {
  it('asks for nothing again when it is loaded anew', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, page } = await twoTabs(world);
    const first = await browser.request(page.url);
    expect([first.status, new URL(first.location ?? '').pathname.split('/')[1]]).to.deep.equal([303, 'auth']);
    const back = await browser.follow(first);
    expect(await subjectOf(world.application, back)).to.equal(await idOf(world, world.tomas));
  });

  it('asks nothing either at the address without a step', async () => {
    const world = await createWorld();
    const { browser, page } = await twoTabs(world);
    const back = await browser.open(page.url.replace(/\/password$/, ''));
    expect(await subjectOf(world.application, back)).to.equal(await idOf(world, world.tomas));
  });

  for (const parameters of [
    { prompt: 'login' },
    { max_age: '0' },
    { prompt: 'login', max_age: '0' },
  ] as const) {
    it(`asks for the password all the same with ${JSON.stringify(parameters)}, once`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const { browser, page } = await twoTabs(world, parameters);
      const again = await browser.open(page.url);
      expect([again.name, again.url === page.url]).to.deep.equal(['password', false]);
      expect((await browser.request(again.url)).status, 'and stays').to.equal(200);
      const { email, password, secret } = world.tomas;
      const challenge = await browser.submit(again, { email, password });
      const back = await browser.submit(challenge, { code: codeOf(secret ?? '', 1) });
      expect(await subjectOf(world.application, back)).to.equal(await idOf(world, world.tomas));
    });
  }

  it('asks for somebody else where the application means somebody else', async () => {
    const world = await createWorld();
    const greta = await signIn(world.application, world.greta);
    const { id_token: hint = '' } = await world.application.redeem(greta.answer);
    const { browser, page } = await twoTabs(world, { id_token_hint: hint });
    const again = await browser.open(page.url);
    expect(again.name).to.equal('password');
    expect((await browser.request(again.url)).status).to.equal(200);
  });

  it('asks whoever has signed in as somebody else all the same for nothing again', async () => {
    const world = await createWorld();
    const { application, greta, mina } = world;
    const { id_token: hint = '' } = await application.redeem((await signIn(application, greta)).answer);
    const { answer } = await signIn(application, mina, { parameters: { id_token_hint: hint } });
    expect(await subjectOf(application, answer)).to.equal(await idOf(world, mina));
  });

  it('asks for the level that is still missing', async () => {
    const world = await createWorld();
    const claims = { id_token: { acr: { essential: true, values: ['urn:countersign:acr:2'] } } };
    const browser = new Browser();
    const page = await world.application.start(browser, { claims: JSON.stringify(claims) });
    await signIn(world.otherApplication, world.mina, { browser });
    expect((await browser.open(page.url)).name).to.equal('mailbox');
  });

  it('keeps what was proven in it, for whomever', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const browser = new Browser();
    const page = await world.application.start(browser);
    const { email, password } = world.olivia;
    const challenge = await browser.submit(page, { email, password });
    await signIn(world.otherApplication, world.tomas, { browser });
    const again = await browser.open(challenge.url);
    expect([again.name, again.body.includes(email)]).to.deep.equal(['challenge', true]);
  });

  it('stays where somebody has asked to use another account', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const browser = new Browser();
    const { email, password } = world.olivia;
    const challenge = await browser.submit(await world.application.start(browser), { email, password });
    const page = await browser.submit(challenge, { action: 'switch' });
    await signIn(world.otherApplication, world.tomas, { browser });
    expect((await browser.open(page.url)).name).to.equal('password');
    expect((await browser.open(page.url)).url).to.equal(page.url);
  });

  it('leaves a consent alone, which is of whoever was asked', async () => {
    const world = await createWorld({ client: { first_party: false } });
    const { browser, answer } = await signIn(world.application, world.greta);
    expect(answer.name).to.equal('consent');
    await signIn(world.otherApplication, world.tomas, { browser, parameters: { prompt: 'login' } });
    const again = await browser.request(answer.url);
    expect([again.name, again.location]).to.deep.equal(['consent', null]);
  });
});

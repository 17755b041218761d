import { expect } from 'chai';
import { eventsOf } from '../attacks/support/guessing.ts';
import { type Answer, Browser } from '../harness/browser.ts';
import { idOf } from '../harness/members.ts';
import { codeOf, createWorld, everyoneNow, passPassword, signIn, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

const select = { prompt: 'select_account' };

describe('prompt=select_account', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  const subOf = async (answer: Answer) => (await world.application.redeem(answer)).claims()?.sub;

  it('is offered in the discovery document, which names no scope of machines', async () => {
    const answer = await fetch(`${world.server.issuer}/.well-known/openid-configuration`);
    const { prompt_values_supported: prompts, scopes_supported: scopes } = (await answer.json()) as Record<
      string,
      string[]
    >;
    expect(prompts).to.deep.equal(['none', 'login', 'consent', 'select_account']);
    expect(scopes).to.include.members(['openid', 'account', 'organization:admin']);
    expect(scopes).not.to.include('operator');
  });

  it('is the sign-in where nobody is signed in', async () => {
    const { answer } = await signIn(world.application, world.tomas, { parameters: select });
    expect(await subOf(answer)).to.equal(await idOf(world, world.tomas));
  });

  it('shows who is signed in, who goes on without a new sign-in', async () => {
    const { browser, answer } = await signIn(world.application, world.greta);
    const before = (await world.application.redeem(answer)).claims();
    const page = await world.application.start(browser, select);
    expect([page.status, page.name]).to.deep.equal([200, 'account']);
    expect(page.body).to.include(world.greta.email);
    const after = (await world.application.redeem(await browser.submit(page))).claims();
    expect([after?.sub, after?.auth_time]).to.deep.equal([before?.sub, before?.auth_time]);
  });

  it('leads whoever switches to the password of another, whose session is a new one', async () => {
    const { browser, answer } = await signIn(world.application, world.greta);
    const old = await world.application.redeem(answer);
    const page = await world.application.start(browser, select);
    const password = await browser.submit(page, { action: 'switch' });
    expect([password.status, password.name]).to.deep.equal([200, 'password']);
    expect(password.body).not.to.include(world.greta.email);
    const { email } = world.mina;
    const back = await browser.submit(password, { email, password: world.mina.password });
    expect(await subOf(back)).to.equal(await idOf(world, world.mina));
    expect(await refusedWith(world.application.refresh(old.refresh_token ?? ''))).to.equal('invalid_grant');
    expect(await subOf(await world.application.start(browser, { prompt: 'none' }))).to.equal(
      await idOf(world, world.mina),
    );
  });

  it('leads whoever switches and signs in as the same person on, once', async () => {
    const { browser } = await signIn(world.application, world.greta);
    const page = await world.application.start(browser, select);
    const password = await browser.submit(page, { action: 'switch' });
    const { email } = world.greta;
    const back = await browser.submit(password, { email, password: world.greta.password });
    expect(await subOf(back)).to.equal(await idOf(world, world.greta));
  });

  it('can be cancelled, and takes no other button', async () => {
    const { browser } = await signIn(world.application, world.greta);
    const page = await world.application.start(browser, select);
    expect((await browser.post(page.url, { action: 'later' })).status).to.equal(400);
    const back = await browser.submit(page, { action: 'cancel' });
    expect(world.application.errorOf(back)).to.equal('access_denied');
  });

  it('comes before the consent, and before the second factor of whoever goes on', async () => {
    const own = await createWorld({ client: { first_party: false } });
    const parameters = { prompt: 'select_account consent' };
    const { browser, answer } = await passPassword(own.application, own.greta, { parameters });
    expect(answer.name).to.equal('consent');
    expect((await browser.submit(answer)).location).to.include('code=');
    const page = await own.application.start(browser, parameters);
    expect(page.name).to.equal('account');
    const consent = await browser.submit(page);
    expect(consent.name).to.equal('consent');
    expect((await browser.submit(consent)).location).to.include('code=');
  });

  it('asks for what the policy asks once the account is selected, and not again', async () => {
    const acr = 'urn:countersign:acr:2';
    const { browser } = await passPassword(world.application, world.greta);
    const olivias = await signIn(world.application, world.olivia, {
      browser,
      parameters: { prompt: 'login select_account', acr_values: acr },
    });
    expect(olivias.answer.location).to.include('code=');
    const relaxed = await createWorld({ enforcement: everyoneNow, client: { require_mfa_max_age: 3600 } });
    const tomas = await signIn(relaxed.application, relaxed.tomas);
    const page = await relaxed.application.start(tomas.browser, select);
    expect(page.name).to.equal('account');
    const switched = await tomas.browser.submit(page, { action: 'switch' });
    const { email, password, secret } = relaxed.olivia;
    const challenge = await tomas.browser.submit(switched, { email, password });
    expect(challenge.name).to.equal('challenge');
    const back = await tomas.browser.submit(challenge, { code: codeOf(secret ?? '') });
    expect((await relaxed.application.redeem(back)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('with prompt=login asks for the password alone', async () => {
    const { browser } = await signIn(world.application, world.greta);
    const page = await world.application.start(browser, { prompt: 'login select_account' });
    expect(page.name).to.equal('password');
  });

  it('is no refusal before somebody has selected: an account that may not go on can be switched', async () => {
    const { browser } = await signIn(world.application, world.greta);
    const before = (await eventsOf(world.server, world.greta, 'account.sign_in_refused')).length;
    const claims = '{"id_token":{"acr":{"essential":true,"value":"urn:countersign:acr:3"}}}';
    const page = await world.application.start(browser, { ...select, claims });
    expect(page.name).to.equal('account');
    expect(await eventsOf(world.server, world.greta, 'account.sign_in_refused')).to.have.length(before);
  });

  it('shows the password page once the session has ended meanwhile', async () => {
    const { browser } = await signIn(world.application, world.mina);
    const page = await world.application.start(browser, select);
    await world.server.countersign.db.sql('UPDATE users SET epoch = epoch + 1 WHERE email = $1', [
      world.mina.email,
    ]);
    expect((await browser.open(page.url)).name).to.equal('password');
    expect((await browser.post(page.url, { action: 'continue' })).status).to.equal(409);
    expect((await new Browser().request(page.url)).status).to.equal(410);
  });
});

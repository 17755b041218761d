import { expect } from 'chai';
import * as oidc from 'openid-client';
import { expectAnswers } from '../api/access/support/operations.ts';
import { apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { forgetPassword, mailsTo, resetLinkFor } from '../harness/mails.ts';
import { codeOf, createWorld, enroll, everyoneNow, passPassword, signIn } from '../harness/world.ts';
import { eventsOf, linkTo, ticketFor } from '../self-service/support/people.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import { setClosed } from './support/closed.ts';
import { noToken, openAccount } from './support/open-account.ts';

describe('a deactivated account', () => {
  it('ends what is open at once: sessions, refresh tokens, access tokens, codes, and the applications are told', async () => {
    const world = await createWorld();
    const { server, application, tomas } = world;
    const { party, browser, tokens } = await openAccount(world, tomas);
    const unredeemed = await application.start(browser);
    expect(new URL(unredeemed.location ?? '').searchParams.has('code')).to.equal(true);
    await setClosed(world, tomas);
    expect(await refusedWith(application.redeem(unredeemed))).to.equal('invalid_grant');
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const read = oidc.tokenIntrospection(application.config, tokens.access_token);
    expect((await read).active).to.equal(false);
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(`${server.issuer}/me`, { headers })).status).to.equal(401);
    expect(application.errorOf(await application.start(browser, { prompt: 'none' }))).to.equal(
      'login_required',
    );
    await mailsTo(server, tomas.email);
    await party.receiver.told;
    expect((await party.logouts()).map(({ sub }) => sub)).to.have.length(1);
    expect(await eventsOf(world, tomas.email)).to.include('account.deactivated');
  });

  it('opens no operation of the API with a token from before, nor once it is opened again', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    expect((await api.get('/me')).status).to.equal(200);
    await setClosed(world, world.tomas);
    await expectAnswers(api, world.slug, noToken);
    await setClosed(world, world.tomas, false);
    expect((await api.get('/me')).status).to.equal(401);
  });

  it('looks to a stranger like a wrong password, also with the right one, and after it like nothing', async () => {
    const world = await createWorld();
    const { application, tomas } = world;
    const form = async (password: string) => {
      const { answer } = await passPassword(application, { ...tomas, password });
      const told = answer.page.querySelector('main')?.text.replaceAll(/\s+/g, ' ');
      return [answer.status, answer.name, told, [...answer.headers.keys()].toSorted()];
    };
    const wrong = await form('another long password of nobody');
    await setClosed(world, tomas);
    expect(await form('another long password of nobody')).to.deep.equal(wrong);
    expect(await form(tomas.password)).to.deep.equal(wrong);
    const [event] = await world.server.countersign.db.sql<{ detail: unknown }>(
      `SELECT e.detail FROM audit_events e JOIN users u ON u.id = e.user_id
       WHERE u.email = $1 AND e.type = 'account.sign_in_failed' ORDER BY e.at DESC, e.id DESC LIMIT 1`,
      [tomas.email],
    );
    expect(event?.detail).to.deep.equal({ reason: 'deactivated' });
  });

  for (const way of ['a code of the app', 'a recovery code'] as const)
    it(`refuses a sign-in under way at its next step: ${way}`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const { server, application, mina } = world;
      const first = await passPassword(application, mina);
      const { secret, codes } = await enroll(server, first.browser, first.answer, mina.email);
      const { browser, answer } = await passPassword(application, mina);
      expect(answer.name).to.equal('challenge');
      await setClosed(world, mina);
      const code = way === 'a recovery code' ? (codes[0] ?? '') : codeOf(secret, 1);
      const refused = await browser.submit(answer, { code });
      expect([refused.status, refused.name, refused.location]).to.deep.equal([409, 'error', null]);
      expect((await browser.open(answer.url)).name).to.equal('password');
      const [left] = await server.countersign.db.sql<{ used: number }>(
        `SELECT count(*) FILTER (WHERE used_at IS NOT NULL)::int AS used FROM recovery_codes r
         JOIN users u ON u.id = r.user_id WHERE u.email = $1`,
        [mina.email],
      );
      expect(left?.used).to.equal(0);
    });

  it('refuses an enrolment under way, by mailed code and by ticket', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, mina, server } = world;
    const { browser, answer } = await passPassword(application, mina);
    expect(answer.name).to.equal('mailbox');
    const ticket = await ticketFor(world, mina.email);
    await setClosed(world, mina);
    const links = await server.countersign.db.sql(
      'SELECT 1 FROM one_time_links l JOIN users u ON u.id = l.user_id WHERE u.email = $1',
      [mina.email],
    );
    expect(links).to.deep.equal([]);
    for (const code of ['12345678', ticket])
      expect((await browser.submit(answer, { code })).status).to.equal(409);
    expect((await browser.open(answer.url)).name).to.equal('password');
  });

  it('takes no link to a new password, mailed before or asked for now, and none to a new address', async () => {
    const world = await createWorld();
    const { server, tomas } = world;
    const reset = await resetLinkFor(server, tomas.email);
    const api = await apiOf(world, tomas);
    const new_email = `new@${world.slug}.example`;
    expect((await api.post('/me/email', { password: tomas.password, new_email })).status).to.equal(200);
    const change = await linkTo(world, new_email, '/account/email/');
    const page = await new Browser().open(reset);
    await setClosed(world, tomas);
    const before = (await mailsTo(server, tomas.email)).length;
    expect((await new Browser().open(reset)).status).to.equal(410);
    expect((await new Browser().submit(page, { new_password: 'seventeen quiet otters' })).status).to.equal(
      410,
    );
    expect((await new Browser().open(change)).status).to.equal(410);
    expect((await forgetPassword(server, tomas.email)).name).to.equal('reset-link-sent');
    expect(await mailsTo(server, tomas.email)).to.have.length(before);
  });

  it('opened again takes a fresh sign-in and nothing else', async () => {
    const world = await createWorld();
    const { application, server, tomas } = world;
    const { browser, answer } = await signIn(application, tomas);
    const tokens = await application.redeem(answer);
    const reset = await resetLinkFor(server, tomas.email);
    await setClosed(world, tomas);
    await setClosed(world, tomas, false);
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    expect(application.errorOf(await application.start(browser, { prompt: 'none' }))).to.equal(
      'login_required',
    );
    expect((await new Browser().open(reset)).status).to.equal(410);
    const again = await signIn(application, tomas, { step: 1 });
    expect((await application.redeem(again.answer)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect(await eventsOf(world, tomas.email)).to.include('account.reactivated');
  });
});

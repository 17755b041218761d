import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { choosePassword, forgetPassword, mailedLink, mailsTo, resetLinkFor } from '../../harness/mails.ts';
import {
  createWorld,
  everyoneNow,
  passPassword,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';

const newPassword = 'seventeen quiet otters';

describe('a forgotten password', () => {
  it('D41: is replaced by a mailed link, and the next sign-in asks for the second step as ever', async () => {
    const { server, application, tomas } = await createWorld();
    const start = await application.start(new Browser());
    const link = start.page.querySelector('p.aside a')?.getAttribute('href') ?? '';
    const browser = new Browser();
    const asked = await browser.open(new URL(link, server.issuer).href);
    expect(asked.name).to.equal('forgotten-password');
    expect((await browser.submit(asked, { email: ` ${tomas.email.toUpperCase()}` })).name).to.equal(
      'reset-link-sent',
    );
    const reset = await mailedLink(server, tomas.email, '/password/reset/');
    const page = await browser.open(reset);
    expect([page.status, page.name]).to.deep.equal([200, 'new-password']);
    const saved = await browser.submit(page, { new_password: newPassword });
    expect([saved.status, saved.name]).to.deep.equal([200, 'password-saved']);
    expect(await browser.cookies(server.issuer)).to.deep.equal([]);
    expect((await passPassword(application, tomas)).answer.name).to.equal('password');
    const again = await signIn(application, { ...tomas, password: newPassword });
    const claims = (await application.redeem(again.answer)).claims();
    expect(claims?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    const subjects = (await mailsTo(server, tomas.email)).map(({ subject }) => subject);
    expect(subjects).to.deep.equal([
      'Countersign: choose a new password',
      'Countersign: your password was changed',
    ]);
  });

  it('D41: signs out everywhere, sessions and refresh tokens, and forgets remembered devices (A-19)', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, challenge: remembering } });
    const { server, application, tomas } = world;
    const { browser, answer } = await signIn(application, tomas);
    const tokens = await application.redeem(answer);
    await choosePassword(await resetLinkFor(server, tomas.email), newPassword);
    const refused = await application.refresh(tokens.refresh_token ?? '').catch((reason) => reason.error);
    expect(refused).to.equal('invalid_grant');
    expect(application.errorOf(await application.start(browser, { prompt: 'none' }))).to.equal(
      'login_required',
    );
    const page = await passPassword(application, { ...tomas, password: newPassword }, { browser });
    expect(page.answer.name).to.equal('challenge');
    expect(await typesOf(world, tomas)).to.include.members([
      'account.password_reset_requested',
      'account.password_reset_completed',
    ]);
  });

  it('D41: gives no second factor to who reads the mails alone (A-19)', async () => {
    const { server, application, tomas } = await createWorld({ enforcement: everyoneNow });
    await choosePassword(await resetLinkFor(server, tomas.email), newPassword);
    const { browser, answer } = await passPassword(application, { ...tomas, password: newPassword });
    expect(answer.name).to.equal('challenge');
    for (const code of ['123456', 'abcd-efgh-jkmn-pqrs'])
      expect((await browser.submit(answer, { code })).status).to.equal(422);
    for (const page of ['enroll', 'mailbox', 'ticket']) {
      const url = answer.url.replace(/challenge$/, page);
      expect((await browser.request(url)).location, page).to.equal(answer.url);
    }
  });

  it('L5: can be replaced for an hour, not longer', async () => {
    const { server, greta } = await createWorld();
    const link = await resetLinkFor(server, greta.email);
    travel(60 * 60 - 5);
    expect((await new Browser().open(link)).name).to.equal('new-password');
    travel(8);
    const late = await new Browser().open(link);
    expect([late.status, late.name]).to.deep.equal([410, 'reset-link-expired']);
    const posted = await new Browser().post(link, { new_password: newPassword });
    expect([posted.status, posted.name]).to.deep.equal([410, 'reset-link-expired']);
    const again = late.page.querySelector('main a')?.getAttribute('href');
    expect(again).to.equal('/password/forgotten');
  });

  it('ruling 21: has to have 15 characters, or 8 where MFA is always required', async () => {
    const world = await createWorld();
    const { server, application, greta, tomas } = world;
    const short = 'x7kq 2wz';
    const refused = await choosePassword(await resetLinkFor(server, greta.email), short);
    expect([refused.status, refused.name]).to.deep.equal([422, 'new-password']);
    expect(refused.page.querySelector('main')?.text).to.include('at least 15 characters');
    expect(refused.body).not.to.include(short);
    const link = await resetLinkFor(server, tomas.email);
    expect((await new Browser().open(link)).page.querySelector('main')?.text).to.include('at least 8');
    expect((await choosePassword(link, short)).name).to.equal('password-saved');
    expect((await passPassword(application, { ...tomas, password: short })).answer.name).to.equal(
      'challenge',
    );
  });

  it('ruling 21: may be short for a member who has not enrolled yet where MFA is required, not where they are exempt', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, slug, mina, application } = world;
    const short = 'x7kq 2wz';
    const link = await resetLinkFor(server, mina.email);
    await seed(server, { organizations: [{ slug, members: [{ email: mina.email, override: 'exempt' }] }] });
    expect((await choosePassword(link, short)).status).to.equal(422);
    await seed(server, { organizations: [{ slug, members: [{ email: mina.email, override: 'inherit' }] }] });
    expect((await choosePassword(link, short)).name).to.equal('password-saved');
    expect((await passPassword(application, { ...mina, password: short })).answer.name).to.equal('mailbox');
  });

  it('refuses what is easy to guess, and the link goes on working', async () => {
    const { server, greta } = await createWorld();
    const link = await resetLinkFor(server, greta.email);
    for (const guess of ['passwordpassword', 'gretagretagreta', ''])
      expect((await choosePassword(link, guess)).status, guess).to.equal(422);
    expect((await choosePassword(link, newPassword)).name).to.equal('password-saved');
  });

  it('is asked for under an address: of any other text the page says so, and keeps it', async () => {
    const { server } = await createWorld();
    const browser = new Browser();
    for (const typed of ['ann at acme', 'ann@', '@acme.example', 'ann@acme', 'https://acme.example/']) {
      const refused = await forgetPassword(server, typed, browser);
      expect([refused.status, refused.name], typed).to.deep.equal([422, 'forgotten-password']);
      expect(refused.page.querySelector('.problem a')?.text).to.equal('This is not an e-mail address');
      expect(refused.page.querySelector('[name=email]')?.getAttribute('value')).to.equal(typed);
    }
  });

  it('speaks the language of the browser, in pages and mail', async () => {
    const { server, greta } = await createWorld();
    const browser = new Browser({ 'accept-language': 'de-AT' });
    await forgetPassword(server, greta.email, browser);
    const [mail] = await mailsTo(server, greta.email);
    expect(mail?.subject).to.equal('Countersign: wählen Sie ein neues Passwort');
    const link = await mailedLink(server, greta.email, '/password/reset/');
    expect((await browser.open(link)).page.querySelector('h1')?.text).to.equal(
      'Wählen Sie ein neues Passwort',
    );
  });
});

const remembering = {
  max_age_seconds: 86400,
  new_address: false,
  session_max_days: null,
  remembered_device_days: 1,
};

async function typesOf({ server }: World, { email }: TestPerson): Promise<string[]> {
  const rows = await server.countersign.db.sql<{ type: string }>(
    'SELECT a.type FROM audit_events a JOIN users u ON u.id = a.user_id WHERE u.email = $1 ORDER BY a.id',
    [email],
  );
  return rows.map(({ type }) => type);
}

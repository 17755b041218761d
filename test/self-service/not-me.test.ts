import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { choosePassword, mailedLink, mailsTo, resetLinkFor } from '../harness/mails.ts';
import { browserOf, idOf, memberOf } from '../harness/members.ts';
import {
  createWorld,
  everyoneNow,
  passPassword,
  password,
  signIn,
  type TestPerson,
  type World,
} from '../harness/world.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import { eventsOf, subjectsTo } from './support/people.ts';

const path = '/account/not-me/';
const day = 24 * 60 * 60;
const newPassword = 'another horse, another battery';

/** Has their password changed by themselves, and answers the link of the mail about it. */
async function changedPassword(world: World, person: TestPerson): Promise<string> {
  const api = await apiOf(world, person);
  const changed = await api.post('/me/password', { current_password: password, new_password: newPassword });
  expect(changed.status, JSON.stringify(changed.body)).to.equal(204);
  return mailedLink(world.server, person.email, path);
}

async function press(link: string) {
  const browser = new Browser();
  const page = await browser.open(link);
  return page.status === 200 ? browser.submit(page) : page;
}

describe('saying by the link of a mail that it was not me', () => {
  it('changes nothing by being looked at', async () => {
    const world = await createWorld();
    const link = await changedPassword(world, world.tomas);
    const before = await eventsOf(world, world.tomas.email);
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(link, { method, headers: { accept: 'text/html' } })).status).to.equal(200);
    const page = await new Browser().open(link);
    expect([page.status, page.name]).to.deep.equal([200, 'not-me']);
    expect(page.body).to.include('your password was changed').and.not.include(world.tomas.email);
    expect(await eventsOf(world, world.tomas.email)).to.deep.equal(before);
    const { answer } = await passPassword(world.application, { ...world.tomas, password: newPassword });
    expect(answer.name).to.equal('challenge');
  });

  it('ends all sessions, has a new password chosen by mail, and tells the administrators and the log', async () => {
    const world = await createWorld();
    const { application, server, tomas, slug } = world;
    const link = await changedPassword(world, tomas);
    const person = { ...tomas, password: newPassword };
    travel(31);
    const session = await signIn(application, person);
    const tokens = await application.redeem(session.answer);
    const done = await press(link);
    expect([done.status, done.name, new URL(done.url).pathname]).to.deep.equal([
      200,
      'not-me',
      `${path}done`,
    ]);
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const { answer } = await passPassword(application, person);
    expect(answer.page.querySelector('.problem')?.text, 'the old password').to.match(/new password/i);
    expect(await subjectsTo(world, world.olivia.email)).to.include(
      `Countersign: ${tomas.email} reported something in their account`,
    );
    expect(await eventsOf(world, tomas.email)).to.include('account.activity_reported');
    const activity = await (await apiOf(world, world.olivia)).get(
      `/organizations/${slug}/activity?type=account.activity_reported`,
    );
    // Which event it was stands in no log of theirs.
    expect(activity.body.items[0]).to.deep.include({ detail: { passwordReset: true } });
    const reset = await mailedLink(server, tomas.email, '/password/reset/');
    await choosePassword(reset, 'a third horse, a third battery');
    const again = await passPassword(application, { ...tomas, password: 'a third horse, a third battery' });
    expect(again.answer.name, 'D41: with the second factor as ever').to.equal('challenge');
  });

  it('takes back links, set-ups and changes of the address that are under way, and leaves factors alone', async () => {
    const world = await createWorld();
    const { server, tomas } = world;
    const link = await changedPassword(world, tomas);
    travel(31);
    const { api } = await browserOf(world, { ...tomas, password: newPassword });
    await api.post('/me/authenticators', { kind: 'totp', nickname: 'theirs' });
    await api.post('/me/email', { password: newPassword, new_email: `thief@${world.slug}.example` });
    const reset = await resetLinkFor(server, tomas.email);
    const change = await mailedLink(server, `thief@${world.slug}.example`, '/account/email/');
    expect((await press(link)).status).to.equal(200);
    for (const each of [reset, change]) expect((await press(each)).status, each).to.equal(410);
    const kinds = await server.countersign.db.sql<{ kind: string }>(
      'SELECT DISTINCT kind FROM one_time_links WHERE user_id = $1 ORDER BY kind',
      [await idOf(world, tomas)],
    );
    expect(kinds.map(({ kind }) => kind)).to.deep.equal(['ended', 'password_reset']);
    const member = await memberOf(await apiOf(world, world.olivia), world.slug, tomas);
    expect(member.factors).to.deep.equal(['totp']);
  });

  it('unlocks nothing, and the recovery codes stay', async () => {
    const world = await createWorld();
    const { server, tomas } = world;
    const link = await changedPassword(world, tomas);
    const state = () =>
      server.countersign.db.sql(
        `SELECT second_factor_failures, second_factor_locked_until, replace_factor_since, must_enroll_since,
           (SELECT count(*)::int FROM recovery_codes WHERE user_id = u.id) AS codes
         FROM users u WHERE email = $1`,
        [tomas.email],
      );
    await server.countersign.db.sql('UPDATE users SET second_factor_failures = 50 WHERE email = $1', [
      tomas.email,
    ]);
    const before = await state();
    await press(link);
    expect(await state()).to.deep.equal(before);
  });

  it('works once, of many at a time', async () => {
    const world = await createWorld();
    const link = await changedPassword(world, world.tomas);
    const answers = await Promise.all(Array.from({ length: 6 }, () => press(link)));
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 410, 410, 410, 410, 410]);
    const reported = (await eventsOf(world, world.tomas.email)).filter((type) => type.endsWith('_reported'));
    expect(reported).to.have.length(1);
  });

  it('works for seven days, says then that it is too old, and is nothing for a token that never was', async () => {
    const world = await createWorld();
    const link = await changedPassword(world, world.tomas);
    travel(7 * day - 60);
    expect((await new Browser().open(link)).status).to.equal(200);
    travel(61);
    expect((await new Browser().open(link)).status).to.equal(410);
    expect((await new Browser().open(`${world.server.issuer}${path}${'a'.repeat(43)}`)).status).to.equal(404);
  });

  it('is refused to a form of another site', async () => {
    const world = await createWorld();
    const link = await changedPassword(world, world.tomas);
    const body = new URLSearchParams({ action: 'continue' });
    const sent = await fetch(link, { method: 'POST', body, headers: { origin: 'https://evil.example' } });
    expect(sent.status).to.equal(403);
    expect(await eventsOf(world, world.tomas.email)).not.to.include('account.activity_reported');
  });

  it('leads nobody further who reads the mailbox: without the second factor the new password opens nothing', async () => {
    const world = await createWorld();
    const { server, tomas, application } = world;
    await press(await changedPassword(world, tomas));
    const stolen = 'chosen by a thief, in a hurry';
    await choosePassword(await mailedLink(server, tomas.email, '/password/reset/'), stolen);
    const { browser, answer } = await passPassword(application, { ...tomas, password: stolen });
    expect(answer.name).to.equal('challenge');
    expect((await browser.submit(answer, { code: '000000' })).status).to.equal(422);
  });

  it('says which event was meant to organizations in whose log it stands, as the mail tells it', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { tomas } = world;
    const link = await changedPassword(world, tomas);
    const event = 'account.password_changed';
    await world.server.countersign.db.sql(
      `UPDATE audit_events SET organization_id = (SELECT id FROM organizations WHERE slug = $2)
       WHERE type = $1 AND user_id = $3`,
      [event, world.slug, await idOf(world, tomas)],
    );
    await press(link);
    const [told] = (
      await (
        await apiOf(world, world.olivia)
      ).get(`/organizations/${world.slug}/activity?type=account.activity_reported`)
    ).body.items;
    expect(told.detail).to.include({ passwordReset: true, event });
    expect(new Date(told.detail.at).getTime()).to.be.below(new Date(told.at).getTime() + 1);
  });

  it('is mailed with the network that it came from, and told to organizations once in ten minutes', async () => {
    const world = await createWorld();
    const { olivia, tomas } = world;
    const link = await changedPassword(world, tomas);
    travel(31);
    const { api } = await browserOf(world, { ...tomas, password: newPassword });
    expect((await api.post('/me/report-activity', {})).body.organizations).to.have.length(1);
    expect((await press(link)).status, 'a session may be the thief’s: the link goes on working').to.equal(
      200,
    );
    expect((await api.get('/me')).status, 'which that ends').to.equal(401);
    const mails = (await mailsTo(world.server, tomas.email)).filter(({ text }) => text.includes('not you.'));
    expect(mails).to.have.length(2);
    expect(mails[1]?.text).to.include('It came from the network 127.0.0.0/24.');
    const told = (await subjectsTo(world, olivia.email)).filter((each) => each.includes('reported'));
    expect(told).to.have.length(1);
    const reported = (await eventsOf(world, tomas.email)).filter((type) => type.endsWith('_reported'));
    expect(reported).to.have.length(2);
  });

  it('is no concern of an organization whose administrator has suspended the person', async () => {
    const world = await createWorld();
    const link = await changedPassword(world, world.tomas);
    const owner = await apiOf(world, world.olivia);
    const { id } = await memberOf(owner, world.slug, world.tomas);
    const suspended = await owner.patch(`/organizations/${world.slug}/members/${id}`, { suspended: true });
    expect(suspended.status, JSON.stringify(suspended.body)).to.be.below(300);
    expect((await press(link)).status).to.equal(200);
    const told = (await subjectsTo(world, world.olivia.email)).filter((each) => each.includes('reported'));
    expect(told).to.deep.equal([]);
  });

  it('is refused for a closed account', async () => {
    const world = await createWorld();
    const link = await changedPassword(world, world.tomas);
    await world.server.countersign.db.accounts.setDeactivated(await idOf(world, world.tomas), new Date());
    expect((await press(link)).status).to.equal(410);
    expect(await eventsOf(world, world.tomas.email)).not.to.include('account.activity_reported');
  });
});

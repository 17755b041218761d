import { expect } from 'chai';
import { auditOfOrganization } from '../attacks/support/audit-rows.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { follow, invite, joinAnew, membersOf, signInAt, signUp } from '../harness/invitations.ts';
import { deliver } from '../harness/mails.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  password,
  signIn,
  type World,
} from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

const day = 24 * 60 * 60;
const mfaFirst = { preset: 'everyone-ready', activation: 'immediately' };
const atNextSignIn = { preset: 'all-at-once', activation: 'immediately' };

async function organizationsOf({ application }: World, answer: Parameters<typeof application.redeem>[0]) {
  const claims = (await application.redeem(answer)).claims();
  return { claims, organizations: (claims?.organization ?? {}) as Record<string, { roles: string[] }> };
}

describe('an invitation', () => {
  it('D11, D14: goes to an address that nobody has, and its page says of whom and as what', async () => {
    const world = await createWorld();
    const email = `nora@${world.slug}.example`;
    const { link } = await invite(world, await apiOf(world, world.olivia), { email, role: 'admin' });
    const page = await new Browser().open(link);
    expect([page.status, page.name]).to.deep.equal([200, 'join']);
    expect(page.page.querySelector('h1')?.text).to.equal(`Join ${world.slug.toUpperCase()}`);
    const facts = page.page.querySelectorAll('dl.facts dd').map(({ text }) => text);
    expect(facts.slice(0, 3)).to.deep.equal([world.slug.toUpperCase(), 'Administrator', email]);
    expect(page.headers.get('referrer-policy')).to.equal('same-origin');
    expect(await membersOf(world)).not.to.have.property(email);
  });

  it('D12: a person without an account signs up, signs in, enrols where that comes first, and only then joins', async () => {
    const world = await createWorld({ enforcement: mfaFirst });
    const email = `nora@${world.slug}.example`;
    const { link } = await invite(world, await apiOf(world, world.olivia), { email });
    const { browser, answer } = await signUp(link);
    expect(answer.name).to.equal('password');
    expect(answer.page.querySelector('[name=email]')?.getAttribute('value')).to.equal(email);
    const next = await signInAt(browser, answer, { email, password, secret: null });
    expect(next.name).to.equal('mailbox');
    expect(next.body).to.contain(`<bdi>${world.slug.toUpperCase()}</bdi> requires two-step sign-in`);
    expect(await membersOf(world)).not.to.have.property(email);
    const { answer: joined } = await enroll(world.server, browser, next, email);
    expect([joined.status, joined.name]).to.deep.equal([200, 'joined']);
    expect(joined.body).to.contain(email).and.to.contain(world.slug.toUpperCase());
    expect(await membersOf(world)).to.have.property(email, 'member');
    const types = (await auditOfOrganization(world.server, world.slug)).map(({ type }) => type);
    expect(types.slice(-4)).to.deep.equal([
      'invitation.created',
      'account.created',
      'invitation.accepted',
      'member.added',
    ]);
  });

  it('D13: whoever joins reads that a second step is next where they have none, and not by when where it is now', async () => {
    const world = await createWorld({ enforcement: atNextSignIn });
    const other = await createWorld();
    const owner = await apiOf(world, world.olivia);
    for (const [person, isNext] of [
      [other.tomas, false],
      [other.mina, true],
    ] as const) {
      const { link } = await invite(world, owner, { email: person.email });
      const { browser, answer } = await follow(link);
      const joined = await signInAt(browser, answer, person);
      expect([joined.name, joined.body.includes('security key')]).to.deep.equal(['joined', isNext]);
      expect(joined.body).to.not.include('at the latest on');
    }
  });

  it('D13: a person with an account and a factor joins at once, without setting anything up', async () => {
    const world = await createWorld({ enforcement: mfaFirst });
    const other = await createWorld();
    const { link } = await invite(world, await apiOf(world, world.olivia), { email: other.tomas.email });
    const { browser, answer } = await follow(link);
    expect(answer.name).to.equal('password');
    expect((await signInAt(browser, answer, other.tomas)).name).to.equal('joined');
    expect(await membersOf(world)).to.have.property(other.tomas.email, 'member');
  });

  it('D13: a person with an account and no factor enrols first', async () => {
    const world = await createWorld({ enforcement: mfaFirst });
    const { link } = await invite(world, await apiOf(world, world.olivia), { email: world.greta.email });
    const { browser, answer } = await follow(link);
    const next = await signInAt(browser, answer, world.greta);
    expect(next.name).to.equal('mailbox');
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
    const { answer: joined } = await enroll(world.server, browser, next, world.greta.email);
    expect(joined.name).to.equal('joined');
  });

  it('D18: one who is signed in already joins a second organization by one press, and has both', async () => {
    const world = await createWorld();
    const other = await createWorld();
    const { browser } = await signIn(other.application, other.tomas);
    const { link } = await invite(world, await apiOf(world, world.olivia), {
      email: other.tomas.email,
      role: 'admin',
    });
    expect((await follow(link, { browser })).answer.name).to.equal('joined');
    const back = await world.application.start(browser, { scope: 'openid organization' });
    const { organizations } = await organizationsOf(world, back);
    expect(organizations).to.have.keys(world.slug, other.slug);
    expect(organizations[world.slug]?.roles).to.deep.equal(['admin']);
  });

  it('ruling 10: MFA first means MFA of the last five minutes, also in a session that has proven it before', async () => {
    const world = await createWorld({ enforcement: mfaFirst });
    const other = await createWorld();
    const { browser } = await signIn(other.application, other.tomas);
    const { link } = await invite(world, await apiOf(world, world.olivia), { email: other.tomas.email });
    travel(301);
    const { answer } = await follow(link, { browser });
    expect(answer.name).to.equal('challenge');
    expect(await membersOf(world)).not.to.have.property(other.tomas.email);
    const joined = await browser.submit(answer, { code: codeOf(other.tomas.secret ?? '') });
    expect(joined.name).to.equal('joined');
  });

  it('ruling 10: after a recovery code MFA first means a new factor', async () => {
    const world = await createWorld({ enforcement: mfaFirst });
    const { link } = await invite(world, await apiOf(world, world.olivia), { email: world.greta.email });
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const first = await passPassword(world.application, world.greta, { parameters });
    const { codes } = await enroll(world.server, first.browser, first.answer, world.greta.email);
    const { browser, answer } = await follow(link);
    const challenge = await signInAt(browser, answer, world.greta);
    expect(challenge.name).to.equal('challenge');
    const again = await browser.submit(challenge, { code: codes[0] ?? '' });
    expect(again.name).to.equal('enroll');
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
    expect((await enroll(world.server, browser, again, world.greta.email)).answer.name).to.equal('joined');
  });

  for (const [title, isOpen] of [
    ['that it opens', false],
    ['that was open before', true],
  ] as const)
    it(`ruling 23: a session ${title} by a recovery code joins nothing, whatever the policy; it enrols first`, async () => {
      const [world, home] = [await createWorld(), await createWorld()];
      const { email } = home.tomas;
      const code = (await (await apiOf(home, home.tomas)).post('/me/recovery-codes')).body.recovery_codes[0];
      const { link } = await invite(world, await apiOf(world, world.olivia), { email, role: 'admin' });
      const at = isOpen ? await passPassword(home.application, home.tomas) : await follow(link);
      const challenge = isOpen ? at.answer : await at.browser.submit(at.answer, { email, password });
      const opened = await at.browser.submit(challenge, { code });
      const asked = isOpen ? (await follow(link, { browser: at.browser })).answer : opened;
      expect(asked.name).to.equal('enroll');
      expect(await membersOf(world)).not.to.have.property(email);
      const { answer } = await enroll(world.server, at.browser, asked, email);
      expect(answer.name).to.equal('joined');
      expect(await membersOf(world)).to.have.property(email, 'admin');
    });

  it('M16, ruling 10: who joins at the next sign-in is asked there, and no token carries the organization before', async () => {
    const world = await createWorld({ enforcement: atNextSignIn });
    const { link } = await invite(world, await apiOf(world, world.olivia), { email: world.greta.email });
    const { browser } = await signIn(world.otherApplication, world.greta);
    const { answer: joined } = await follow(link, { browser });
    expect(joined.name).to.equal('joined');
    expect(joined.body).to.contain('You will set it up the next time you sign in');
    expect(await membersOf(world)).to.have.property(world.greta.email, 'member');
    const next = await world.application.start(browser, { scope: 'openid organization' });
    expect(next.name).to.equal('mailbox');
    const { answer } = await enroll(world.server, browser, next, world.greta.email);
    expect((await organizationsOf(world, answer)).organizations).to.have.key(world.slug);
  });

  it('ruling 10: a refresh token from before joining is not refreshed into the organization without the proof', async () => {
    const world = await createWorld({ enforcement: atNextSignIn });
    const { link } = await invite(world, await apiOf(world, world.olivia), { email: world.greta.email });
    const parameters = { scope: 'openid organization' };
    const { browser, answer } = await signIn(world.application, world.greta, { parameters });
    const tokens = await world.application.redeem(answer);
    await follow(link, { browser });
    expect(await refusedWith(world.application.refresh(tokens.refresh_token ?? ''))).to.equal(
      'invalid_grant',
    );
  });

  it('ruling 10: days of grace run from joining, are announced, and end the sessions that have no proof by then', async () => {
    const world = await createWorld({
      enforcement: { ...everyoneNow, sessions: 'end_now', joining: 'at_next_sign_in', grace_days: 3 },
    });
    const { link } = await invite(world, await apiOf(world, world.olivia), { email: world.greta.email });
    const { browser } = await signIn(world.otherApplication, world.greta);
    const { answer: joined } = await follow(link, { browser });
    expect(joined.body).to.contain('at the latest on');
    const parameters = { scope: 'openid organization' };
    const back = await world.application.start(browser, parameters);
    const { organizations } = await organizationsOf(world, back);
    const { roles, mfa } = organizations[world.slug] as unknown as {
      roles: string[];
      mfa: { deadline: string };
    };
    expect(roles).to.deep.equal(['member']);
    expect(Date.parse(mfa.deadline)).to.be.closeTo(Date.now() + 3 * day * 1000, 5000);
    travel(3 * day - 60);
    const later = await signIn(world.application, world.greta, { parameters });
    const tokens = await world.application.redeem(later.answer);
    travel(60);
    expect(await refusedWith(world.application.refresh(tokens.refresh_token ?? ''))).to.equal(
      'invalid_grant',
    );
    await world.server.countersign.sweep(new Date());
    const types = (await auditOfOrganization(world.server, world.slug)).map(({ type }) => type);
    expect(types.at(-1)).to.equal('account.sessions_ended');
    expect((await passPassword(world.application, world.greta)).answer.name).to.equal('mailbox');
  });

  it('ruling 10: days of grace are given once per person', async () => {
    const world = await createWorld({
      enforcement: { ...everyoneNow, joining: 'at_next_sign_in', grace_days: 3 },
    });
    for (const expected of ['code=', 'mailbox']) {
      const { link } = await invite(world, await operatorOf(world), { email: world.greta.email });
      const { browser, answer } = await follow(link);
      expect((await signInAt(browser, answer, world.greta)).name).to.equal('joined');
      const next = await world.application.start(browser);
      expect(next.location ?? next.name).to.contain(expected);
      const { db } = world.server.countersign;
      await db.sql('DELETE FROM members m USING users u WHERE u.id = m.user_id AND u.email = $1', [
        world.greta.email,
      ]);
    }
  });

  it('D27: mails the invited person in the language of the request, and the organization of who joined', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const email = `nora@${world.slug}.example`;
    const path = `/organizations/${world.slug}/invitations`;
    expect((await api.post(path, { email }, { 'accept-language': 'de' })).status).to.equal(201);
    await deliver(world.server);
    const mailsTo = (to: string) => world.server.mailbox.messages().filter((mail) => mail.to === to);
    const [mail] = mailsTo(email);
    expect(mail?.subject).to.contain('Einladung');
    expect(mail?.text).to.contain('7 Tage');
    const link = /http\S+\/invitations\/[\w-]{43}/.exec(mail?.text ?? '')?.[0] ?? '';
    await joinAnew(world.server, link, email);
    await deliver(world.server);
    expect(mailsTo(world.olivia.email).at(-1)?.text).to.contain(
      `${email} joined ${world.slug.toUpperCase()}`,
    );
    expect(mailsTo(world.tomas.email)).to.deep.equal([]);
  });
});

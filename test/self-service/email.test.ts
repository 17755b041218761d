import { expect } from 'chai';
import { hashLinkToken, newLinkToken } from '../../src/links/one-time-links.ts';
import { apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, passPassword, password, type World } from '../harness/world.ts';
import { anotherOrganization, eventsOf, linkTo, subjectsTo, ticketFor } from './support/people.ts';

const day = 24 * 60 * 60;
const path = '/account/email/';

async function addressesOf({ server, slug }: World): Promise<readonly string[]> {
  const rows = await server.countersign.db.sql<{ email: string }>(
    'SELECT email FROM users WHERE email LIKE $1',
    [`%${slug}%`],
  );
  return rows.map(({ email }) => email);
}

/** Opens a link and presses its button. */
async function follow(link: string) {
  const browser = new Browser();
  const page = await browser.open(link);
  return page.status === 200 ? browser.submit(page) : page;
}

async function request(world: World, person: World['tomas'], new_email: string, secret = password) {
  const api = await apiOf(world, person);
  return api.post('/me/email', { password: secret, new_email });
}

describe('changing one’s e-mail address', () => {
  it('D43: takes the password and a link to the new address; nothing changes before it is followed', async () => {
    const world = await createWorld();
    const wanted = `thomas@new.${world.slug}.example`;
    const wrong = await request(world, world.tomas, wanted, 'not the password at all');
    expect([wrong.status, wrong.body.code]).to.deep.equal([422, 'password_wrong']);
    travel(30);
    const asked = await request(world, world.tomas, `Thomas@NEW.${world.slug}.example`);
    expect(asked.status, JSON.stringify(asked.body)).to.equal(200);
    expect(asked.body).to.include({ new_email: wanted, consent_needed: false });
    const link = await linkTo(world, wanted, path);
    const page = await new Browser().open(link);
    expect([page.status, page.name]).to.deep.equal([200, 'email-change']);
    expect(await addressesOf(world)).to.include(world.tomas.email);
    const done = await follow(link);
    expect([done.status, done.name, done.url]).to.deep.equal([
      200,
      'email-change',
      `${world.server.address}/account/email/changed`,
    ]);
    expect(await addressesOf(world))
      .to.include(wanted)
      .and.not.to.include(world.tomas.email);
    expect(await subjectsTo(world, world.tomas.email)).to.include(
      'Countersign: your e-mail address was changed',
    );
    expect(await eventsOf(world, wanted)).to.include.members([
      'account.email_change_requested',
      'account.email_changed',
    ]);
    const { sql } = world.server.countersign.db;
    const changes = await sql('SELECT source_address FROM audit_events WHERE type = $1 AND user_id = $2', [
      'account.email_changed',
      (await world.server.countersign.db.people.byEmail(wanted))?.user.id,
    ]);
    expect(changes).to.deep.equal([{ source_address: '127.0.0.1' }]);
    expect((await follow(link)).status).to.equal(410);
    const { answer } = await passPassword(world.application, { ...world.tomas, email: wanted });
    expect(answer.name).to.equal('challenge');
  });

  it('D43: the link works for seven days, and a later request takes its place', async () => {
    const world = await createWorld();
    const [first, second] = [`one@new.${world.slug}.example`, `two@new.${world.slug}.example`];
    await request(world, world.tomas, first);
    const replaced = await linkTo(world, first, path);
    travel(30);
    await request(world, world.tomas, second);
    const link = await linkTo(world, second, path);
    expect((await follow(replaced)).status).to.equal(410);
    travel(7 * day - 60);
    expect((await new Browser().open(link)).status).to.equal(200);
    travel(61);
    expect((await follow(link)).status).to.equal(410);
    expect(await addressesOf(world)).to.include(world.tomas.email);
  });

  it('ruling 4: without a factor the old mailbox has to agree too, in either order', async () => {
    for (const order of ['old first', 'new first']) {
      const world = await createWorld();
      const wanted = `mina@new.${world.slug}.example`;
      const asked = await request(world, world.mina, wanted);
      expect(asked.body.consent_needed, order).to.equal(true);
      const links = [await linkTo(world, world.mina.email, path), await linkTo(world, wanted, path)];
      const [one = '', other = ''] = order === 'old first' ? links : links.toReversed();
      expect((await follow(one)).url, order).to.match(/\/waiting$/);
      expect(await addressesOf(world), order).to.include(world.mina.email);
      expect((await follow(one)).status, order).to.equal(410);
      expect((await follow(other)).url, order).to.match(/\/changed$/);
      expect(await addressesOf(world), order).to.include(wanted);
    }
  });

  it('D43: a later request takes the place of the link to the old mailbox too', async () => {
    const world = await createWorld();
    const [first, second] = [`one@new.${world.slug}.example`, `two@new.${world.slug}.example`];
    await request(world, world.mina, first);
    const replaced = await linkTo(world, world.mina.email, path);
    travel(30);
    await request(world, world.mina, second);
    const links = [await linkTo(world, world.mina.email, path), await linkTo(world, second, path)];
    expect((await follow(replaced)).status).to.equal(410);
    for (const link of links) await follow(link);
    expect(await addressesOf(world)).to.include(second);
    expect((await follow(replaced)).status).to.equal(410);
  });

  it('ruling 4: a ticket stands for the old mailbox', async () => {
    const world = await createWorld();
    const wanted = `mina@new.${world.slug}.example`;
    const api = await apiOf(world, world.mina);
    const ticket = await ticketFor(world, world.mina.email);
    const asked = await api.post('/me/email', { password, new_email: wanted, ticket });
    expect(asked.body.consent_needed).to.equal(false);
    expect((await follow(await linkTo(world, wanted, path))).url).to.match(/\/changed$/);
    const again = await api.post('/me/email', { password, new_email: world.mina.email, ticket });
    expect(again.body.code).to.equal('token_invalid');
  });

  it('ruling 4: both mailboxes at once change it once', async () => {
    const world = await createWorld();
    const wanted = `mina@new.${world.slug}.example`;
    await request(world, world.mina, wanted);
    const links = [await linkTo(world, world.mina.email, path), await linkTo(world, wanted, path)];
    const answers = await Promise.all(links.map(follow));
    expect(answers.map(({ url }) => url.split('/').at(-1)).toSorted()).to.deep.equal(['changed', 'waiting']);
    expect(await addressesOf(world)).to.include(wanted);
  });

  it('ruling 4: the new address is no enrolment proof for seven days', async () => {
    const world = await createWorld();
    const wanted = `greta@new.${world.slug}.example`;
    await request(world, world.greta, wanted);
    for (const email of [world.greta.email, wanted]) await follow(await linkTo(world, email, path));
    const greta = { ...world.greta, email: wanted };
    const proof = async () => {
      const api = await apiOf(world, greta);
      return (await api.post('/me/authenticators', { kind: 'totp' })).body.proof;
    };
    expect(await proof()).to.equal('ticket');
    const api = await apiOf(world, greta);
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    const guess = await api.post(`/me/authenticators/${begun.id}/confirm`, { code: '000000', ticket: 'x' });
    expect(guess.body.code).to.equal('token_invalid');
    travel(7 * day);
    expect(await proof()).to.equal('mailbox');
  });

  it('ruling 4: takes a fresh second factor from who has one', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    await world.server.countersign.db.sql(
      `UPDATE session_records SET proofs = proofs || '{"totpAt": 1}'::jsonb
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.tomas.email],
    );
    // Before anything is said about the password: else whoever has a stolen token could guess it here.
    for (const given of [password, 'not the password at all']) {
      const answer = await api.post('/me/email', { password: given, new_email: 'a@b.example' });
      expect([answer.status, answer.body.code], given).to.deep.equal([401, 'mfa_required']);
    }
  });

  it('tells nobody whose address it is, and gives it to nobody else', async () => {
    const world = await createWorld();
    const asked = await request(world, world.tomas, world.olivia.email);
    expect(asked.status).to.equal(200);
    const refused = await follow(await linkTo(world, world.olivia.email, path));
    expect(refused.status).to.equal(409);
    expect(await addressesOf(world)).to.include.members([world.olivia.email, world.tomas.email]);
    const api = await apiOf(world, world.mina);
    for (const new_email of [world.mina.email, 'nobody', 'a@b'])
      expect((await api.post('/me/email', { password, new_email })).status).to.equal(422);
  });

  it('is over when all sessions of the account were ended', async () => {
    const world = await createWorld();
    const wanted = `thomas@new.${world.slug}.example`;
    const api = await apiOf(world, world.tomas);
    await api.post('/me/email', { password, new_email: wanted });
    const link = await linkTo(world, wanted, path);
    const browser = new Browser();
    const opened = await browser.open(link);
    expect(opened.name).to.equal('email-change');
    await api.delete('/me/sessions/others');
    expect((await follow(link)).status).to.equal(410);
    expect((await browser.submit(opened)).status, 'the page was open already').to.equal(410);
    expect(await addressesOf(world)).to.include(world.tomas.email);
  });

  it('is gone where nobody can read what its link was to change', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const token = newLinkToken();
    const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 60_000)];
    await db.oneTimeLinks.create({
      ...{ kind: 'email_change', detail: { newEmail: 7 }, createdAt, expiresAt, organizationId: null },
      userId: (await db.people.byEmail(world.tomas.email))?.user.id ?? '',
      tokenHash: hashLinkToken(token),
    });
    expect((await follow(`${world.server.address}${path}${token}`)).status).to.equal(410);
  });

  it('ruling 17: a domain that does not cover the new address manages the person no more', async () => {
    const world = await createWorld();
    await anotherOrganization(world, null, [{ email: world.tomas.email, role: 'member' }]);
    const managing = async (email: string) => {
      const person = await world.server.countersign.db.people.byEmail(email);
      return person?.memberships
        .filter(({ managesUser }) => managesUser)
        .map((each) => each.organization.slug);
    };
    expect(await managing(world.tomas.email)).to.deep.equal([world.slug]);
    const wanted = `thomas@new.${world.slug}.example`;
    await request(world, world.tomas, wanted);
    await follow(await linkTo(world, wanted, path));
    expect(await managing(wanted)).to.deep.equal([]);
  });

  it('keeps the token of a link out of the log, and refuses the form of another site', async () => {
    const world = await createWorld();
    const wanted = `thomas@new.${world.slug}.example`;
    await request(world, world.tomas, wanted);
    const link = await linkTo(world, wanted, path);
    const answer = await new Browser().post(link, {}, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(answer.status).to.equal(403);
    const token = link.split('/').at(-1) ?? '';
    await new Browser().open(link);
    const log = world.server.log.join('');
    expect(log).to.include('/account/email/[concealed]').and.not.to.include(token);
  });

  it('asks the new mailbox whether it is theirs, and the old one whether they agree', async () => {
    const world = await createWorld();
    const wanted = `greta@new.${world.slug}.example`;
    expect((await request(world, world.greta, wanted)).body).to.include({ consent_needed: true });
    const read = async (email: string) => (await new Browser().open(await linkTo(world, email, path))).body;
    expect(await read(wanted))
      .to.include('Confirm this address')
      .and.not.to.include('Agree to the new address');
    expect(await read(world.greta.email))
      .to.include('Agree to the new address')
      .and.not.to.include('Confirm this address');
  });
});

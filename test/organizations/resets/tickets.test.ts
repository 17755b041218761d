import { expect } from 'chai';
import { limitKey } from '../../../src/limits/limit.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import type { Answer, Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { mailsTo } from '../../harness/mails.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  seed,
  type TestPerson,
  type World,
} from '../../harness/world.ts';

const byTicket = { ...everyoneNow, enrollment_proof: 'ticket' };

function issue(api: ApiClient, { slug }: Pick<World, 'slug'>, { email }: Pick<TestPerson, 'email'>) {
  return api.post(`/organizations/${slug}/members/${encodeURIComponent(email)}/ticket`);
}

async function ticketOf(world: World, person: TestPerson): Promise<string> {
  const answer = await issue(await operatorOf(world), world, person);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  return answer.body.code;
}

async function atTicketPage(world: World, person: TestPerson): Promise<{ browser: Browser; answer: Answer }> {
  const arrived = await passPassword(world.application, person);
  expect(arrived.answer.name).to.equal('ticket');
  return arrived;
}

describe('a ticket for a first enrolment', () => {
  it('ruling 3: is handed over by an administrator, and lets a member enrol where the policy asks for one', async () => {
    const world = await createWorld({ enforcement: byTicket });
    const { server, application, olivia, mina } = world;
    const answer = await issue(await apiOf(world, olivia), world, mina);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    expect(answer.body.code).to.match(/^(?:[0-9a-z]{4}-){3}[0-9a-z]{4}$/);
    const inHours = (Date.parse(answer.body.expires_at) - Date.now()) / 3_600_000;
    expect(inHours).to.be.within(23.9, 24);
    const { browser, answer: page } = await atTicketPage(world, mina);
    for (const wrong of ['', '12345678', 'abcd-efgh-jkmn-pqrs']) {
      const refused = await browser.submit(page, { code: wrong });
      expect([refused.status, refused.name], wrong).to.deep.equal([422, 'ticket']);
    }
    const typed = answer.body.code.toUpperCase().replaceAll('-', ' ');
    const set = await browser.submit(page, { code: typed });
    expect(set.name).to.equal('enroll');
    const { db } = server.countersign;
    const key = limitKey('tickets', (await db.people.byEmail(mina.email))?.user.id ?? '');
    const left = await db.sql('SELECT failures FROM throttles WHERE key_hash = $1', [key]);
    expect(left, 'wrong ones count no more').to.deep.equal([]);
    const enrolled = await enroll(server, browser, set, mina.email);
    expect((await application.redeem(enrolled.answer)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect(await eventsOf(world)).to.deep.equal(['enrollment_ticket.issued', 'enrollment_ticket.used']);
  });

  it('ruling 3: is no mailed code: the mail tells that there is a ticket, and not which', async () => {
    const world = await createWorld({ enforcement: byTicket });
    const code = await ticketOf(world, world.mina);
    const [mail] = await mailsTo(world.server, world.mina.email);
    expect(mail?.subject).to.equal('Countersign: a code to set up two-step sign-in');
    for (const form of [code, code.replaceAll('-', '')]) expect(mail?.text).not.to.include(form);
    const rows = await world.server.countersign.db.sql(
      'SELECT l::text AS row FROM one_time_links l JOIN users u ON u.id = l.user_id WHERE u.email = $1',
      [world.mina.email],
    );
    expect(JSON.stringify(rows)).not.to.include(code).and.not.to.include(code.replaceAll('-', ''));
  });

  it('works once, also among twenty sign-ins at a time, and only in the one it was given in (A-06)', async () => {
    const world = await createWorld({ enforcement: byTicket });
    const code = await ticketOf(world, world.mina);
    const started = [];
    for (let n = 0; n < 20; n += 1) started.push(await atTicketPage(world, world.mina));
    const answers = await Promise.all(started.map(({ browser, answer }) => browser.submit(answer, { code })));
    const names = answers.map(({ name }) => name);
    expect(names.filter((name) => name === 'enroll')).to.have.length(1);
    expect(names.filter((name) => name === 'ticket')).to.have.length(19);
    const [loser] = started.filter((_, index) => names[index] === 'ticket');
    const url = loser?.answer.url.replace(/ticket$/, 'enroll') ?? '';
    expect((await loser?.browser.request(url))?.location).to.match(/\/ticket$/);
  });

  it('lasts a day, and the newest alone counts', async () => {
    const world = await createWorld({ enforcement: byTicket });
    const [older, newer] = [await ticketOf(world, world.mina), await ticketOf(world, world.mina)];
    const first = await atTicketPage(world, world.mina);
    expect((await first.browser.submit(first.answer, { code: older })).status).to.equal(422);
    travel(24 * 60 * 60 + 1);
    const late = await atTicketPage(world, world.mina);
    expect((await late.browser.submit(late.answer, { code: newer })).status).to.equal(422);
  });

  it('is one person’s, whoever else finds it', async () => {
    const world = await createWorld({ enforcement: byTicket });
    const { server, slug, mina } = world;
    const nora = { email: `nora@${slug}.example`, password: mina.password, secret: null };
    await seed(server, {
      users: [{ email: nora.email, email_verified: true, password: nora.password }],
      organizations: [{ slug, members: [{ email: nora.email }] }],
    });
    const code = await ticketOf(world, mina);
    const { browser, answer } = await atTicketPage(world, nora);
    expect((await browser.submit(answer, { code })).status).to.equal(422);
    const own = await atTicketPage(world, mina);
    expect((await own.browser.submit(own.answer, { code })).name).to.equal('enroll');
  });

  it('cannot be guessed: failed tries are limited on the account, over all sign-ins', async () => {
    const world = await createWorld({ enforcement: byTicket });
    const code = await ticketOf(world, world.mina);
    const first = await atTicketPage(world, world.mina);
    for (let n = 0; n < 10; n += 1)
      expect((await first.browser.submit(first.answer, { code: `wrong ${n}` })).status).to.equal(422);
    const other = await atTicketPage(world, world.mina);
    const blocked = await other.browser.submit(other.answer, { code });
    expect([blocked.status, blocked.name]).to.deep.equal([429, 'ticket']);
    expect(Number(blocked.headers.get('retry-after'))).to.be.within(1, 2);
    travel(3);
    expect((await other.browser.submit(other.answer, { code })).name).to.equal('enroll');
  });

  it('ruling 3: counts only from an organization that manages the user, also when that has ended since', async () => {
    const [world, other] = [await createWorld({ enforcement: byTicket }), await createWorld()];
    const { server, slug } = world;
    const { greta } = other;
    await seed(server, { organizations: [{ slug, members: [{ email: greta.email }] }] });
    const api = await apiOf(world, world.olivia);
    const { code } = (await issue(api, world, greta)).body;
    // Until now this was her only organization.
    const arrived = await atTicketPage(world, greta);
    await seed(server, { organizations: [{ slug: other.slug, members: [{ email: greta.email }] }] });
    const spoilt = await arrived.browser.submit(arrived.answer, { code });
    expect([spoilt.status, spoilt.name]).to.deep.equal([409, 'error']);
    const { answer, browser } = await passPassword(world.application, greta);
    expect(answer.name).to.equal('mailbox');
    expect((await browser.submit(answer, { code })).status).to.equal(422);
    const refused = await issue(api, world, greta);
    expect([refused.status, refused.body.code, refused.body.list]).to.deep.equal([
      409,
      'not_managed_here',
      [greta.email],
    ]);
  });

  it('ruling 12: counts from the operator, whoever manages the user', async () => {
    const [world, other] = [await createWorld({ enforcement: everyoneNow }), await createWorld()];
    const { mina } = other;
    await seed(world.server, { organizations: [{ slug: world.slug, members: [{ email: mina.email }] }] });
    const code = await ticketOf(world, mina);
    expect(await mailsTo(world.server, mina.email)).to.have.length(1);
    const { browser, answer } = await passPassword(world.application, mina);
    expect((await browser.submit(answer, { code })).name).to.equal('enroll');
  });

  it('ruling 4: stands in for a mailbox whose address is new, which proves nothing for seven days', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, mina } = world;
    await server.countersign.db.sql('UPDATE users SET email_changed_at = $2 WHERE email = $1', [
      mina.email,
      new Date(),
    ]);
    const { browser, answer } = await atTicketPage(world, mina);
    const code = await ticketOf(world, mina);
    expect((await browser.submit(answer, { code })).name).to.equal('enroll');
    travel(7 * 24 * 60 * 60 + 1);
    expect((await passPassword(world.application, mina)).answer.name).to.equal('mailbox');
  });

  it('stands in for the mailed code as well', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, application, mina } = world;
    const code = await ticketOf(world, mina);
    const { browser, answer } = await passPassword(application, mina);
    expect(answer.name).to.equal('mailbox');
    const set = await browser.submit(answer, { code });
    expect((await enroll(server, browser, set, mina.email)).answer.location).to.include('code=');
  });

  it('is no use to who has a factor already: that is proven first', async () => {
    const world = await createWorld({ enforcement: byTicket });
    const { application, tomas } = world;
    const code = await ticketOf(world, tomas);
    const { browser, answer } = await passPassword(application, tomas);
    expect(answer.name).to.equal('challenge');
    expect((await browser.submit(answer, { code })).status).to.equal(422);
    expect((await browser.post(answer.url.replace(/challenge$/, 'ticket'), { code })).status).to.equal(409);
    expect((await browser.submit(answer, { code: codeOf(tomas.secret ?? '') })).location).to.include('code=');
  });

  it('L10: is issued by nobody for themselves, nor by an administrator to a higher role', async () => {
    const world = await createWorld({ enforcement: byTicket });
    const { server, slug, olivia, tomas, mina } = world;
    await seed(server, { organizations: [{ slug, members: [{ email: tomas.email, role: 'admin' }] }] });
    const admin = await apiOf(world, tomas);
    expect((await issue(admin, world, tomas)).body.code).to.equal('own_device');
    expect((await issue(admin, world, olivia)).body.code).to.equal('not_allowed');
    expect((await issue(admin, world, world.greta)).status).to.equal(404);
    expect((await issue(admin, world, mina)).status).to.equal(201);
  });
});

async function eventsOf({ server, slug }: World): Promise<string[]> {
  const rows = await server.countersign.db.sql<{ type: string }>(
    `SELECT a.type FROM audit_events a JOIN organizations o ON o.id = a.organization_id
     WHERE o.slug = $1 AND a.type LIKE 'enrollment_ticket%' ORDER BY a.id`,
    [slug],
  );
  return rows.map(({ type }) => type);
}

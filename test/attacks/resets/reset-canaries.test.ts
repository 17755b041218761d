import { expect } from 'chai';
import { operatorOf } from '../../harness/api.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { choosePassword, deliver, forgetPassword, mailedLink, resetLinkFor } from '../../harness/mails.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { codeOf, createWorld, everyoneNow, passPassword, type World } from '../../harness/world.ts';
import { type Canaries, dumpOf, found } from '../support/canaries.ts';

const newPassword = 'canary of a new password';
const typedEmail = 'canary-typed@for-an-address.example';

describe('A-41: no link to a new password and no ticket gets out', () => {
  let server: TestServer;
  let world: World;
  let canaries: Canaries;

  beforeEach(async () => {
    server = await startTestServer();
    world = await createWorld({ server, enforcement: { ...everyoneNow, enrollment_proof: 'ticket' } });
    canaries = new Map([
      [newPassword, 'new password'],
      [typedEmail, 'address of nobody'],
    ]);
  });

  afterEach(() => server.stop());

  /** A link that must stand nowhere, neither whole nor its token alone. */
  function note(link: string): string {
    canaries.set(link.slice(link.lastIndexOf('/') + 1), 'token of a link');
    return link;
  }

  async function resetWithEverythingWrongFirst(): Promise<void> {
    await forgetPassword(server, typedEmail);
    const older = note(await resetLinkFor(server, world.tomas.email));
    const link = note(await resetLinkFor(server, world.tomas.email));
    await new Browser().open(older);
    await new Browser().request(`${link}?x=1`, { method: 'HEAD' });
    await choosePassword(link, 'short');
    await new Browser().post(
      link,
      { new_password: newPassword },
      { headers: { 'sec-fetch-site': 'cross-site' } },
    );
    expect((await choosePassword(link, newPassword)).name).to.equal('password-saved');
    await new Browser().post(link, { new_password: newPassword });
    await new Browser().open(link.replace('/password/reset/', '/password/'));
    await new Browser().open(link.replace('/password/reset/', '/password/reset/x/'));
  }

  async function enrolByTicket(): Promise<void> {
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/members/${encodeURIComponent(world.mina.email)}/ticket`;
    const { code } = (await operator.post(path, {}, { 'idempotency-key': 'once' })).body;
    for (const form of [code, code.replaceAll('-', ''), code.toUpperCase()]) canaries.set(form, 'ticket');
    const { browser, answer } = await passPassword(world.application, world.mina);
    await browser.submit(answer, { code: `${code}x` });
    const enroll = await browser.submit(answer, { code });
    const secret = enroll.page.querySelector('#totp-secret')?.text.trim() ?? '';
    canaries.set(secret, 'seed');
    await browser.submit(enroll, { code: codeOf(secret) });
  }

  it('into log, audit or database, the queue included', async () => {
    await resetWithEverythingWrongFirst();
    await enrolByTicket();
    const operator = await operatorOf(world);
    await operator.post(`/organizations/${world.slug}/password-resets`, { users: [world.mina.email] });
    const queued = await queueOf(server);
    note(await mailedLink(server, world.mina.email, '/password/reset/'));
    expect(canaries.size).to.be.greaterThan(6);
    expect(server.log.length).to.be.greaterThan(20);
    expect(queued).not.to.deep.equal([]);
    expect(found(canaries, server.log)).to.deep.equal([]);
    expect(found(canaries, [...queued, ...(await queueOf(server))])).to.deep.equal([]);
    expect(found(canaries, await dumpOf(server))).to.deep.equal([]);
  });

  it('into log or page when tables are missing', async () => {
    const link = note(await resetLinkFor(server, world.tomas.email));
    const { sql } = server.countersign.db;
    for (const table of ['one_time_links', 'users', 'audit_events']) {
      await sql(`ALTER TABLE ${table} RENAME TO ${table}_away`);
      try {
        for (const answer of [await new Browser().open(link), await new Browser().post(link, fields)])
          if (answer.status !== 200) expectOnlyANumber(answer);
        await deliver(server);
      } finally {
        await sql(`ALTER TABLE ${table}_away RENAME TO ${table}`);
      }
    }
    expect(found(canaries, server.log)).to.deep.equal([]);
  });

  const fields = { new_password: newPassword, action: 'continue' };

  function expectOnlyANumber(answer: Answer): void {
    expect(answer.status).to.equal(503);
    expect(answer.body).not.to.match(/ at |relation|column|syntax|SELECT|node_modules|\.ts/);
    expect(found(canaries, [answer.body])).to.deep.equal([]);
  }
});

/** What the queue keeps of its jobs. */
async function queueOf({ countersign }: TestServer): Promise<string[]> {
  const rows = await countersign.db.sql<{ line: string }>(
    'SELECT to_json(j)::text AS line FROM pgboss.job j',
  );
  return rows.map(({ line }) => line);
}

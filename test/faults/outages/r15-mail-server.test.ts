import { expect } from 'chai';
import { createLogger } from '../../../src/logging/logger.ts';
import type { Mailer } from '../../../src/mail/mailer.ts';
import { createSmtpTransport } from '../../../src/mail/smtp-transport.ts';
import { operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { type BrokenMailServer, startBrokenMailServer } from '../../harness/mail-server.ts';
import { forgetPassword } from '../../harness/mails.ts';
import { startOwnServer, type TestServer } from '../../harness/server.ts';
import { createWorld, passPassword, signIn, type World } from '../../harness/world.ts';
import { registerRelyingParty, signOutEverywhere } from '../../jobs/support/relying-parties.ts';

const minute = 60;

/** What anything may take beside the wait for the mail server, on a busy machine, milliseconds. */
const pageMs = 5000;

/** So soon is a silent server given up here, milliseconds. */
const timeouts = { connectionMs: 300, socketMs: 300, totalMs: 1000 };

const people = 8;

describe('R15: a mail server that is down or slow', () => {
  let mails: BrokenMailServer;
  let mailer: Mailer;
  let server: TestServer;
  let world: World;

  before(async () => {
    mails = await startBrokenMailServer();
    const logger = createLogger('silent');
    mailer = createSmtpTransport({ smtpUrl: mails.url, from: 'id@localhost', logger, timeouts });
    server = await startOwnServer({ mailer });
  });

  beforeEach(async () => {
    mails.mood = 'well';
    world = await createWorld({ server });
  });

  after(async () => {
    await mailer.close();
    await server.stop();
    await mails.close();
  });

  const runJobs = () => server.countersign.jobs.runDue(new Date());
  const mailsTo = (email: string) => mails.mails.filter(({ to }) => to === email);

  async function timed<Value>(work: Promise<Value>): Promise<[Value, number]> {
    const startedAt = performance.now();
    return [await work, performance.now() - startedAt];
  }

  /** Invites so many at once: a mail for each. */
  async function inviteMany(): Promise<readonly string[]> {
    const operator = await operatorOf(world);
    const emails = Array.from({ length: people }, (_, n) => `p${n}@${world.slug}.example`);
    for (const email of emails) {
      const { status } = await operator.post(`/organizations/${world.slug}/invitations`, { email });
      expect(status).to.equal(201);
    }
    return emails;
  }

  for (const mood of ['refusing', 'silent'] as const) {
    it(`R15: (${mood}) half an hour of notices waits, and each of them arrives once`, async () => {
      mails.mood = mood;
      const emails = await inviteMany();
      for (const minutes of [0, 1, 5, 24]) {
        travel(minutes * minute);
        await runJobs();
      }
      expect(emails.flatMap(mailsTo)).to.deep.equal([]);
      mails.mood = 'well';
      for (const minutes of [15, 60, 120]) {
        travel(minutes * minute);
        await runJobs();
      }
      expect(emails.map((email) => mailsTo(email).length)).to.deep.equal(Array(people).fill(1));
      for (const email of emails) expect(mailsTo(email)[0]?.source).to.include('/invitations/');
    });

    it(`R15: (${mood}) sign-ins and sign-outs go on as ever while its mails are being tried`, async () => {
      await inviteMany();
      mails.mood = mood;
      const party = await registerRelyingParty(server);
      await signIn(party.application, world.greta);
      const trying = runJobs();
      const [{ answer }, took] = await timed(signIn(world.application, world.tomas));
      expect((await world.application.redeem(answer)).claims()?.amr).to.include('mfa');
      expect(took).to.be.below(pageMs);
      await trying;
      await signOutEverywhere(server, world.greta.email);
      const working = runJobs();
      await party.receiver.told;
      await working;
      expect(await party.logouts()).to.have.length(1);
      await party.receiver.close();
    });

    it(`R15: (${mood}) the page for a forgotten password says the same, as soon as ever, for everybody`, async () => {
      const shown = async (email: string) =>
        (await forgetPassword(server, email)).body.replaceAll(/\d+/g, '');
      const usual = await shown(world.greta.email);
      await runJobs();
      mails.mood = mood;
      travel(60 * minute);
      for (const email of [world.greta.email, world.tomas.email, `nobody@${world.slug}.example`]) {
        const [body, took] = await timed(shown(email));
        expect(body).to.equal(usual);
        expect(took).to.be.below(pageMs);
      }
    });

    it(`R15: (${mood}) the page that needs a code by mail says so in time, and works once there is one`, async () => {
      mails.mood = mood;
      const parameters = { acr_values: 'urn:countersign:acr:2' };
      const { browser, answer } = await passPassword(world.application, world.mina, { parameters });
      expect(answer.name).to.equal('mailbox');
      const [again, took] = await timed(browser.submit(answer, { action: 'resend' }));
      expect([again.status, again.name]).to.deep.equal([503, 'mailbox']);
      expect(Number(again.headers.get('retry-after'))).to.be.greaterThan(0);
      expect(took).to.be.below(timeouts.totalMs + pageMs);
      mails.mood = 'well';
      const sent = await browser.submit(answer, { action: 'resend' });
      const [mail] = mailsTo(world.mina.email);
      const code = /Subject: .*?(\d{8})/.exec(mail?.source ?? '')?.[1] ?? '';
      expect((await browser.submit(sent, { code })).name).to.equal('enroll');
    });
  }
});

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { SMTPServer } from 'smtp-server';
import { createLogger } from '../../src/logging.ts';
import { createMailer, type Mailer } from '../../src/mail/mailer.ts';
import { travel } from '../harness/clock.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { forgetPassword } from '../harness/mails.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { codeOf, createWorld, enroll, passPassword, type World } from '../harness/world.ts';

interface MailServer {
  readonly url: string;
  /** Whether it takes mails. */
  isUp: boolean;
  readonly mails: { readonly to: string; readonly source: string }[];
  close(): Promise<void>;
}

async function startMailServer(): Promise<MailServer> {
  const mails: MailServer['mails'] = [];
  const state = { isUp: true };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_address, _session, done) =>
      done(state.isUp ? null : Object.assign(new Error('try again later'), { responseCode: 451 })),
    onData: (stream, { envelope }, done) => {
      void text(stream).then((source) => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address).join(), source });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return Object.assign(state, {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

describe('R15: a mail server that takes no mails for half an hour', () => {
  let own: OwnDatabase;
  let mailServer: MailServer;
  let mailer: Mailer;
  let server: TestServer;
  let world: World;

  before(async () => {
    own = await freshDatabase();
    mailServer = await startMailServer();
    const logger = createLogger('silent');
    const from = 'id@localhost';
    mailer = createMailer({ smtpUrl: mailServer.url, from, logger, withoutServer: 'refuse' });
    server = await startTestServer({ database: own.database, mailer });
    world = await createWorld({ server, enforcement: null });
  });

  after(async () => {
    await server.stop();
    await mailer.close();
    await mailServer.close();
    await own.dispose();
  });

  const runJobs = () => server.countersign.jobs.runDue(new Date());
  const mailsTo = (email: string, about: RegExp) =>
    mailServer.mails.filter(({ to, source }) => to === email && about.test(source));

  it('delays no sign-in, loses no notice and doubles none', async () => {
    mailServer.isUp = false;
    const { browser, answer } = await passPassword(world.application, world.tomas);
    for (let count = 0; count < 5; count += 1) await browser.submit(answer, { code: '000000' });
    await runJobs();
    travel(31);
    const back = await browser.submit(answer, { code: codeOf(world.tomas.secret ?? '') });
    expect((await world.application.redeem(back)).claims()?.amr).to.include('mfa');
    for (const minutes of [1, 5, 10, 14]) {
      travel(minutes * 60);
      await runJobs();
    }
    expect(mailServer.mails).to.deep.equal([]);
    mailServer.isUp = true;
    for (const minutes of [15, 30, 60, 60]) {
      travel(minutes * 60);
      await runJobs();
    }
    expect(mailsTo(world.tomas.email, /too many wrong codes/)).to.have.length(1);
    expect(mailServer.mails).to.have.length(1);
  });

  it('says the same about a forgotten password as always, and sends the link once it takes mails again', async () => {
    const shown = async () => (await forgetPassword(server, world.mina.email)).body.replaceAll(/\d+/g, '');
    mailServer.isUp = true;
    const usual = await shown();
    await runJobs();
    mailServer.isUp = false;
    const sent = mailsTo(world.mina.email, /password\/reset/).length;
    travel(3600);
    expect(await shown()).to.equal(usual);
    await runJobs();
    expect(mailsTo(world.mina.email, /password\/reset/)).to.have.length(sent);
    mailServer.isUp = true;
    travel(60);
    await runJobs();
    expect(mailsTo(world.mina.email, /password\/reset/)).to.have.length(sent + 1);
  });

  it('is told of by the page that mails a code, which is sent at once or not at all', async () => {
    mailServer.isUp = false;
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const { browser, answer } = await passPassword(world.application, world.greta, { parameters });
    expect(answer.name).to.equal('mailbox');
    const again = await browser.submit(answer, { action: 'resend' });
    expect(again.status).to.equal(503);
    mailServer.isUp = true;
    const sent = await browser.submit(answer, { action: 'resend' });
    const [mail] = mailsTo(world.greta.email, /Countersign code/);
    const code = /Subject: .*?(\d{8})/.exec(mail?.source ?? '')?.[1] ?? '';
    const setUp = await browser.submit(sent, { code });
    await enroll(server, browser, setUp, world.greta.email);
    await runJobs();
    expect(mailsTo(world.greta.email, /two-step sign-in was set up/)).to.have.length(1);
  });
});

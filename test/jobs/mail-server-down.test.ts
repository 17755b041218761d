import { expect } from 'chai';
import { createLogger } from '../../src/logging/logger.ts';
import { createMailer, type Mailer } from '../../src/mail/mailer.ts';
import { travel } from '../harness/clock.ts';
import { type BrokenMailServer, startBrokenMailServer } from '../harness/mail-server.ts';
import { forgetPassword } from '../harness/mails.ts';
import { startOwnServer, type TestServer } from '../harness/server.ts';
import { codeOf, createWorld, enroll, passPassword, type World } from '../harness/world.ts';

describe('R15: a mail server that takes no mails for half an hour', () => {
  let mailServer: BrokenMailServer;
  let mailer: Mailer;
  let server: TestServer;
  let world: World;

  before(async () => {
    mailServer = await startBrokenMailServer();
    const logger = createLogger('silent');
    const from = 'id@localhost';
    mailer = createMailer({ smtpUrl: mailServer.url, from, logger, withoutServer: 'refuse' });
    server = await startOwnServer({ mailer });
    world = await createWorld({ server, enforcement: null });
  });

  after(async () => {
    await server.stop();
    await mailer.close();
    await mailServer.close();
  });

  const runJobs = () => server.countersign.jobs.runDue(new Date());
  const mailsTo = (email: string, about: RegExp) =>
    mailServer.mails.filter(({ to, source }) => to === email && about.test(source));

  it('delays no sign-in, loses no notice and doubles none', async () => {
    mailServer.mood = 'refusing';
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
    mailServer.mood = 'well';
    for (const minutes of [15, 30, 60, 60]) {
      travel(minutes * 60);
      await runJobs();
    }
    expect(mailsTo(world.tomas.email, /too many wrong codes/)).to.have.length(1);
    expect(mailServer.mails).to.have.length(1);
  });

  it('says the same about a forgotten password as always, and sends the link once it takes mails again', async () => {
    const shown = async () => (await forgetPassword(server, world.mina.email)).body.replaceAll(/\d+/g, '');
    mailServer.mood = 'well';
    const usual = await shown();
    await runJobs();
    mailServer.mood = 'refusing';
    const sent = mailsTo(world.mina.email, /password\/reset/).length;
    travel(3600);
    expect(await shown()).to.equal(usual);
    await runJobs();
    expect(mailsTo(world.mina.email, /password\/reset/)).to.have.length(sent);
    mailServer.mood = 'well';
    travel(60);
    await runJobs();
    expect(mailsTo(world.mina.email, /password\/reset/)).to.have.length(sent + 1);
  });

  it('is told of by the page that mails a code, which is sent at once or not at all', async () => {
    mailServer.mood = 'refusing';
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const { browser, answer } = await passPassword(world.application, world.greta, { parameters });
    expect(answer.name).to.equal('mailbox');
    const again = await browser.submit(answer, { action: 'resend' });
    expect(again.status).to.equal(503);
    mailServer.mood = 'well';
    const sent = await browser.submit(answer, { action: 'resend' });
    const [mail] = mailsTo(world.greta.email, /Countersign code/);
    const code = /Subject: .*?(\d{8})/.exec(mail?.source ?? '')?.[1] ?? '';
    const setUp = await browser.submit(sent, { code });
    await enroll(server, browser, setUp, world.greta.email);
    await runJobs();
    expect(mailsTo(world.greta.email, /two-step sign-in was set up/)).to.have.length(1);
  });
});

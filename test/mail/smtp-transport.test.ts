import { createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { createLogger } from '../../src/logging/logger.ts';
import { createMailer, type Mail, type Mailer } from '../../src/mail/mailer.ts';
import { createSmtpTransport } from '../../src/mail/smtp-transport.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { closers, listen, startMailServer } from './support/mail-server.ts';

const from = 'Countersign <no-reply@id.acme.example>';
const mail: Mail = {
  to: 'ann@acme.example',
  subject: 'Your code – für Sie',
  text: 'The code is 12345678.',
  html: '<p>The code is <b>12345678</b>.</p>',
};

async function startSilentServer() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  const port = await listen(server);
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `smtp://127.0.0.1:${port}` };
}

function mailerTo(smtpUrl: string, lines: string[] = []): Mailer {
  const logger = createLogger('debug', { write: (line) => lines.push(line) });
  const timeouts = { connectionMs: 300, socketMs: 300, totalMs: 1000 };
  const mailer = createSmtpTransport({ smtpUrl, from, logger, timeouts });
  closers.unshift(() => mailer.close());
  return mailer;
}

async function refusalOf(sending: Promise<void>): Promise<Refusal> {
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

describe('mail over SMTP', () => {
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  it('arrives with both bodies, sender, subject and the mark of an automatic mail', async () => {
    const server = await startMailServer();
    await mailerTo(server.url).send(mail);
    const [arrived] = server.received;
    expect(arrived?.recipients).to.deep.equal(['ann@acme.example']);
    expect(arrived?.source).to.match(/^From: Countersign <no-reply@id\.acme\.example>/m);
    expect(arrived?.source).to.match(/^Auto-Submitted: auto-generated/m);
    expect(arrived?.source).to.match(/^Subject: =\?UTF-8\?/m);
    expect(arrived?.source).to.contain('The code is 12345678.').and.contain('<b>12345678</b>');
  });

  it('goes over few connections however many mails there are', async () => {
    const server = await startMailServer();
    const mailer = mailerTo(server.url);
    await Promise.all(Array.from({ length: 20 }, () => mailer.send(mail)));
    expect(server.received).to.have.length(20);
    expect(server.connections()).to.be.at.most(4);
  });

  it('cannot be given further recipients or headers by a hostile value', async () => {
    const server = await startMailServer();
    const mailer = mailerTo(server.url);
    await mailer.send({ ...mail, subject: 'Hello\r\nBcc: eve@evil.example' });
    const hostile = 'ann@acme.example, eve@evil.example';
    expect((await refusalOf(mailer.send({ ...mail, to: hostile }))).code).to.equal('mail_not_sent');
    const recipients = server.received.flatMap((message) => message.recipients);
    expect(recipients).not.to.include('eve@evil.example');
    expect(server.received[0]?.source).not.to.match(/^Bcc:/im);
  });

  it('is refused as mail_not_sent when the server rejects the recipient, and the log repeats nothing', async () => {
    const server = await startMailServer({
      onRcptTo: (address, _session, done) => done(new Error(`no mailbox ${address.address} 12345678`)),
    });
    const lines: string[] = [];
    const refusal = await refusalOf(mailerTo(server.url, lines).send(mail));
    expect(refusal.code).to.equal('mail_not_sent');
    expect(refusal.detail.reason).to.contain('550');
    expect(lines.join(''))
      .to.contain('mail not sent')
      .and.not.match(/ann@|12345678/);
  });

  it('is refused as mail_not_sent when nobody listens', async () => {
    const refusal = await refusalOf(mailerTo('smtp://127.0.0.1:1').send(mail));
    expect(refusal.code).to.equal('mail_not_sent');
  });

  it('is refused as mail_not_sent when the server stays silent', async () => {
    const server = await startSilentServer();
    const started = performance.now();
    const refusal = await refusalOf(mailerTo(server.url).send(mail));
    expect(refusal.code).to.equal('mail_not_sent');
    expect(performance.now() - started).to.be.below(2000);
  });

  it('waits no longer than the total when more mails wait than connections are free', async () => {
    const server = await startMailServer({ onMailFrom: () => {} });
    const mailer = mailerTo(server.url);
    const started = performance.now();
    const refusals = await Promise.all(Array.from({ length: 30 }, () => refusalOf(mailer.send(mail))));
    expect(refusals.map((refusal) => refusal.code)).to.deep.equal(Array(30).fill('mail_not_sent'));
    expect(performance.now() - started).to.be.below(3000);
  });

  it('works again as soon as the server does', async () => {
    let isRefusing = true;
    const server = await startMailServer({
      onMailFrom: (_address, _session, done) => done(isRefusing ? new Error('later') : null),
    });
    const mailer = mailerTo(server.url);
    await refusalOf(mailer.send(mail));
    isRefusing = false;
    await mailer.send(mail);
    expect(server.received).to.have.length(1);
  });

  it('is chosen by the configuration', async () => {
    const server = await startMailServer();
    const logger = createLogger('silent');
    const mailer = createMailer({ smtpUrl: server.url, from, logger, withoutServer: 'keep' });
    closers.unshift(() => mailer.close());
    await mailer.send(mail);
    expect(server.received).to.have.length(1);
  });
});

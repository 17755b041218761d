import { expect } from 'chai';
import { createLogger } from '../../src/logging/logger.ts';
import { createDevelopmentMailbox } from '../../src/mail/development-mailbox.ts';
import { createMailer, isDevelopmentMailer, type Mail } from '../../src/mail/mailer.ts';
import { Refusal } from '../../src/refusal/refusal.ts';

const logger = createLogger('silent');
const mailNumber = (number: number): Mail => ({
  to: 'ann@acme.example',
  subject: `mail ${number}`,
  text: 'text',
  html: '<p>text</p>',
});

describe('development mailbox', () => {
  it('keeps mails with their instant, oldest first', async () => {
    let now = 1000;
    const mailbox = createDevelopmentMailbox(() => now);
    await mailbox.send(mailNumber(1));
    now = 2000;
    await mailbox.send(mailNumber(2));
    expect(mailbox.messages()).to.deep.equal([
      { ...mailNumber(1), sentAt: 1000 },
      { ...mailNumber(2), sentAt: 2000 },
    ]);
  });

  it('forgets all but the last 2,000', async () => {
    const mailbox = createDevelopmentMailbox(() => 0);
    for (let number = 1; number <= 2030; number += 1) await mailbox.send(mailNumber(number));
    const subjects = mailbox.messages().map((message) => message.subject);
    expect(subjects).to.have.length(2000);
    expect([subjects.at(0), subjects.at(-1)]).to.deep.equal(['mail 31', 'mail 2030']);
  });

  it('stands in where there is no server', async () => {
    const mailer = createMailer({ smtpUrl: null, from: 'a@acme.example', logger, withoutServer: 'keep' });
    await mailer.send(mailNumber(1));
    expect(isDevelopmentMailer(mailer) && mailer.messages()).to.have.length(1);
  });

  it('stays out of production, where mails without a server are refused', async () => {
    const mailer = createMailer({ smtpUrl: null, from: 'a@acme.example', logger, withoutServer: 'refuse' });
    const error = await mailer.send(mailNumber(1)).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Refusal).with.property('code', 'mail_not_sent');
    expect(isDevelopmentMailer(mailer)).to.equal(false);
  });
});

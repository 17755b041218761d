import { expect } from 'chai';
import { mailboxPage } from '../../../src/web/interaction/mailbox.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { mailboxModel } from './support/models.ts';

describe('the page mailbox', () => {
  itIsSound(filled(mailboxPage, mailboxModel), {
    fields: ['code'],
    actions: ['continue', 'resend', 'switch', 'cancel'],
  });

  it('can be put off only where it is declinable', () => {
    expect(drawn(filled(mailboxPage, mailboxModel))).not.to.include('value="later"');
    expect(drawn(filled(mailboxPage, { ...mailboxModel, offer: { secondsLeft: null } }))).to.include(
      'value="later"',
    );
  });

  it('says how many digits the code has, also where a ticket would do', () => {
    for (const hasTicket of [false, true])
      expect(drawn(filled(mailboxPage, { ...mailboxModel, hasTicket }))).to.include('has 8 digits');
  });

  it('shows the address once, and all of it', () => {
    const text = drawn(filled(mailboxPage, mailboxModel)).replaceAll(/<[^>]*>/g, ' ');
    expect(text.split('ann@acme.example')).to.have.length(2);
    expect(text).not.to.include('•');
  });
});

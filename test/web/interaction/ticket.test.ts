import { expect } from 'chai';
import { ticketPage } from '../../../src/web/interaction/ticket.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { ticketModel } from './support/models.ts';

describe('the page ticket', () => {
  itIsSound(filled(ticketPage, ticketModel), { fields: ['code'], actions: ['continue', 'switch', 'cancel'] });

  it('can be put off only where it is declinable', () => {
    expect(drawn(filled(ticketPage, ticketModel))).not.to.include('value="later"');
    expect(drawn(filled(ticketPage, { ...ticketModel, offer: { secondsLeft: null } }))).to.include(
      'value="later"',
    );
  });
});

import { expect } from 'chai';
import { ticketCodePage } from '../../../../src/web/console/members/ticket-code.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { createWorld, everyoneNow, passPassword } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { ticketCodeModel } from './support/models.ts';
import { mainText, visitMember } from './support/visits.ts';

describe('the page ticket-code', () => {
  itIsSound(filled(ticketCodePage, ticketCodeModel), { fields: [], actions: [] });

  it('shows a ticket once, with which the member sets up a second step', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, enrollment_proof: 'ticket' } });
    const { browser, answer } = await visitMember(world, { to: world.mina, rest: '/ticket' });
    const shown = await browser.submit(answer);
    const code = shown.page.querySelector('#ticket')?.text.trim() ?? '';
    expect(code).to.have.length.above(8);
    expect(mainText(shown)).to.include('Valid until');
    const again = await browser.open(shown.url);
    expect(again.page.querySelector('#ticket')).to.equal(null);
    expect(mainText(again)).to.include('The code was shown once');
    const mina = await passPassword(world.application, world.mina);
    expect(mina.answer.name).to.equal('ticket');
    expect((await mina.browser.submit(mina.answer, { code })).name).to.equal('enroll');
  });
});

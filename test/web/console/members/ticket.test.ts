import { expect } from 'chai';
import { ticketPage } from '../../../../src/web/console/members/ticket.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { ticketModel } from './support/models.ts';
import { itLeadsOnWhereOthersManage, mainText, visitMember } from './support/visits.ts';

describe('the page ticket', () => {
  itIsSound(filled(ticketPage, ticketModel), { fields: [], actions: ['continue'] });

  it('says how long a ticket is valid, and makes it for nobody oneself', async () => {
    const world = await createWorld();
    const { browser, answer } = await visitMember(world, { to: world.mina, rest: '/ticket' });
    expect(mainText(answer)).to.match(/It is valid for \d+ \w+\./);
    const own = await visitMember(world, { to: world.olivia, rest: '/ticket', step: 1 });
    expect(own.answer.page.querySelector('main form')).to.equal(null);
    expect((await browser.post(own.address, {})).status).to.equal(409);
  });

  itLeadsOnWhereOthersManage('/ticket');
});

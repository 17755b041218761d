import { expect } from 'chai';
import { suspensionPage } from '../../../../src/web/console/members/suspension.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { suspensionModel } from './support/models.ts';
import { mainText, visitMember } from './support/visits.ts';

describe('the page suspension', () => {
  itIsSound(filled(suspensionPage, suspensionModel), { fields: ['reason'], actions: ['suspend'] });

  it('suspends, says by whom, and lets in again', async () => {
    const world = await createWorld();
    const { browser, answer, address } = await visitMember(world, { to: world.mina, rest: '/suspension' });
    expect(mainText(answer)).to.include('The seat stays taken.');
    const done = await browser.submit(answer, { action: 'suspend', reason: 'On leave' });
    expect(noticeOf(done)).to.equal('Mina is suspended.');
    expect(mainText(done)).to.include('By an administrator; only an administrator ends it.');
    const back = await browser.open(address);
    expect(back.page.querySelector('h1')?.text).to.equal('Let Mina in again?');
    const again = await browser.submit(back, { action: 'reinstate' });
    expect(noticeOf(again)).to.equal('Mina is let in again.');
  });

  it('is asked of nobody about themselves', async () => {
    const world = await createWorld();
    const { browser, answer, address } = await visitMember(world, { to: world.olivia, rest: '/suspension' });
    expect(answer.page.querySelector('main form')).to.equal(null);
    expect((await browser.post(address, { action: 'suspend' })).status).to.equal(403);
  });
});

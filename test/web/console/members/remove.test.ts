import { expect } from 'chai';
import { removePage } from '../../../../src/web/console/members/remove.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { removeModel } from './support/models.ts';
import { mainText, visitMember } from './support/visits.ts';

describe('the page remove', () => {
  itIsSound(filled(removePage, removeModel), { fields: [], actions: ['continue'] });

  it('D22: asks, removes, and frees the seat at once', async () => {
    const world = await createWorld();
    const { browser, answer } = await visitMember(world, { to: world.mina, rest: '/remove' });
    expect(mainText(answer))
      .to.include('The seat is free at once.')
      .and.include('They can be invited again.');
    const done = await browser.submit(answer);
    expect([done.name, noticeOf(done)]).to.deep.equal(['members', 'Mina was removed. The seat is free.']);
    expect(mainText(done)).to.include('2 members').and.not.include('Mina mina@');
  });

  it('D23: removes nobody by themselves', async () => {
    const world = await createWorld();
    const { browser, answer, address } = await visitMember(world, { to: world.olivia, rest: '/remove' });
    expect(mainText(answer)).to.include('Nobody removes themselves here.');
    expect((await browser.post(address, {})).status).to.equal(403);
  });
});

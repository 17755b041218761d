import { expect } from 'chai';
import { rolePage } from '../../../../src/web/console/members/role.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { joinedBy } from '../../../harness/members.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { roleModel } from './support/models.ts';
import { visitMember } from './support/visits.ts';

describe('the page role', () => {
  itIsSound(filled(rolePage, roleModel), { fields: ['role', 'role', 'role'], actions: ['continue'] });

  it('gives a higher role at once', async () => {
    const world = await createWorld();
    const { browser, answer } = await visitMember(world, { to: world.mina, rest: '/role' });
    const done = await browser.submit(answer, { role: 'admin' });
    expect([done.name, noticeOf(done)]).to.deep.equal(['member', 'Mina is an administrator now.']);
    expect(done.page.querySelector('dl.facts')?.text).to.include('Administrator');
  });

  it('offers an administrator no role above their own, and takes none', async () => {
    const world = await createWorld();
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const { browser, answer, address } = await visitMember(world, { as: ada, to: world.mina, rest: '/role' });
    const offered = answer.page
      .querySelectorAll('input[type=radio]')
      .map((each) => each.getAttribute('value'));
    expect(offered).to.deep.equal(['member', 'admin']);
    expect((await browser.post(address, { role: 'owner' })).status).to.equal(403);
    expect((await browser.post(address, { role: 'king' })).status).to.equal(422);
  });
});

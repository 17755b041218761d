import { expect } from 'chai';
import { roleConfirmPage } from '../../../../src/web/console/members/role-confirm.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { joinedBy } from '../../../harness/members.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { roleConfirmModel } from './support/models.ts';
import { mainText, visitMember } from './support/visits.ts';

describe('the page role-confirm', () => {
  itIsSound(filled(roleConfirmPage, roleConfirmModel), { fields: ['role'], actions: ['continue'] });

  it('says what a lower role takes away, before it does', async () => {
    const world = await createWorld();
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const { browser, answer } = await visitMember(world, { to: ada, rest: '/role' });
    const confirm = await browser.submit(answer, { role: 'member' });
    expect(confirm.name).to.equal('role-confirm');
    expect(mainText(confirm)).to.include('From Administrator to Member, at once.');
    const kept = await world.server.countersign.db.people.byEmail(ada.email);
    expect(kept?.memberships[0]?.member.role).to.equal('admin');
    const done = await browser.submit(confirm);
    expect(noticeOf(done)).to.equal(`${ada.email} is a member now.`);
  });

  it('is not there where nothing was chosen', async () => {
    const world = await createWorld();
    const { answer } = await visitMember(world, { to: world.mina, rest: '/role/confirm' });
    expect(answer.status).to.equal(404);
  });

  it('tells the last owner that somebody has to own it', async () => {
    const world = await createWorld();
    const { browser, answer } = await visitMember(world, { to: world.olivia, rest: '/role' });
    const refused = await browser.submit(await browser.submit(answer, { role: 'member' }));
    expect([refused.status, refused.name]).to.deep.equal([409, 'role-confirm']);
  });
});

import { expect } from 'chai';
import { resetDevicePage } from '../../../../src/web/console/members/reset-device.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { createWorld, everyoneNow } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { resetDeviceModel } from './support/models.ts';
import { itLeadsOnWhereOthersManage, mainText, visitMember } from './support/visits.ts';

describe('the page reset-device', () => {
  itIsSound(filled(resetDevicePage, resetDeviceModel), { fields: [], actions: ['continue'] });

  it('L8: says what ends, removes every factor, and leaves role and membership', async () => {
    const world = await createWorld();
    const { browser, answer } = await visitMember(world, { to: world.tomas, rest: '/reset-device' });
    expect(mainText(answer))
      .to.include('Removed with all recovery codes: authenticator app')
      .and.include('Tomas has no session now, so nothing ends.');
    const done = await browser.submit(answer);
    expect([done.name, noticeOf(done)]).to.deep.equal([
      'member',
      'The device of Tomas was reset, and the sessions were ended.',
    ]);
    expect(mainText(done)).to.include('None set up').and.include('The second step was reset');
  });

  it('offers a ticket at once where the policy wants one', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, enrollment_proof: 'ticket' } });
    const { browser, answer } = await visitMember(world, { to: world.tomas, rest: '/reset-device' });
    expect(mainText(answer)).to.include('wants a ticket');
    expect((await browser.submit(answer)).name).to.equal('ticket');
  });

  it('L10: is nothing that people do for themselves', async () => {
    const world = await createWorld();
    const { browser, answer, address } = await visitMember(world, {
      to: world.olivia,
      rest: '/reset-device',
    });
    expect(mainText(answer)).to.include('Nobody resets their own device here.');
    expect(answer.page.querySelector('main form')).to.equal(null);
    expect((await browser.post(address, {})).status).to.equal(409);
  });

  itLeadsOnWhereOthersManage('/reset-device');
});

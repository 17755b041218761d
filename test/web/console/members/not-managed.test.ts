import { expect } from 'chai';
import { notManagedPage } from '../../../../src/web/console/members/not-managed.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { notManagedModel } from './support/models.ts';
import { leaveToOthers, mainText, visitMember } from './support/visits.ts';

describe('the page not-managed', () => {
  itIsSound(filled(notManagedPage, notManagedModel), { fields: [], actions: ['continue'] });

  it('leads to the domains, or asks the operator once a day, which stands in the log', async () => {
    const world = await createWorld();
    await leaveToOthers(world, world.mina);
    const { browser, answer, address } = await visitMember(world, { to: world.mina, rest: '/not-managed' });
    expect(mainText(answer)).to.include(`${world.slug}.example belongs to`);
    expect(answer.page.querySelector('main a.button')?.getAttribute('href')).to.equal(
      `/console/${world.slug}/settings`,
    );
    const done = await browser.submit(answer);
    expect(noticeOf(done)).to.equal('The operator was asked to help Mina.');
    expect(mainText(done)).to.include('Asked the operator for help with a member');
    const again = await browser.open(address);
    expect(again.page.querySelector('main form button[disabled]')?.text).to.equal('Ask the operator');
    expect((await browser.post(address, {})).status).to.equal(429);
  });

  it('asks nobody about a member whom the organization manages', async () => {
    const world = await createWorld();
    const { browser, answer, address } = await visitMember(world, { to: world.mina, rest: '/not-managed' });
    expect(mainText(answer)).to.include('manages this account');
    expect((await browser.post(address, {})).status).to.equal(403);
  });
});

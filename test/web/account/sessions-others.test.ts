import { expect } from 'chai';
import { sessionsOthersPage } from '../../../src/web/account/sessions-others.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../harness/areas.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { accountFrame } from '../support/frames.ts';
import { itIsSound } from '../support/sound-page.ts';

describe('the page sessions-others', () => {
  itIsSound(filled(sessionsOthersPage, { ...accountFrame, others: 2 }), { fields: [], actions: [] });

  let world: World;
  let address: string;

  before(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/account/sessions/others`;
  });

  it('says how many sessions end, ends them, and goes on in this one', async () => {
    const others = [await enterArea(address, world.mina), await enterArea(address, world.mina)];
    const { browser, answer } = await enterArea(address, world.mina);
    expect(answer.page.querySelector('button.final')?.text).to.equal('End 2 other sessions');
    const done = await browser.submit(answer);
    expect([done.url, done.name]).to.deep.equal([`${world.server.issuer}/account/sessions`, 'sessions']);
    expect(noticeOf(done)).to.include('2 other sessions were ended.');
    for (const { browser: other } of others) expect((await other.open(address)).name).to.equal('password');
  });

  it('has no button where there is no other session', async () => {
    const { answer } = await enterArea(address, world.greta);
    expect(answer.page.querySelector('main button')).to.equal(null);
    expect(answer.page.querySelector('main')?.text).to.include('There is no other session.');
  });
});

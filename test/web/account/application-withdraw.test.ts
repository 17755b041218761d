import { expect } from 'chai';
import { applicationWithdrawPage } from '../../../src/web/account/application-withdraw.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../harness/areas.ts';
import { createWorld, signIn } from '../../harness/world.ts';
import { itIsSound } from '../support/sound-page.ts';
import { agreeTo, foreignApplication } from './support/applications.ts';
import { applicationWithdrawModel } from './support/models.ts';

describe('the page application-withdraw', () => {
  itIsSound(filled(applicationWithdrawPage, applicationWithdrawModel), { fields: [], actions: [] });

  it('says what the application has, and takes it back', async () => {
    const world = await createWorld();
    const foreign = await foreignApplication(world);
    await agreeTo(world, foreign);
    const address = `${world.server.issuer}/account/applications/${foreign.clientId}/withdraw`;
    const { browser, answer } = await enterArea(address, world.greta);
    expect(answer.page.querySelector('h1')?.text).to.equal('Withdraw what Customers was allowed?');
    expect(answer.page.querySelector('main')?.text).to.include('Your e-mail address');
    const done = await browser.submit(answer);
    expect([done.name, noticeOf(done)]).to.deep.equal([
      'applications',
      'Customers is allowed nothing any more.',
    ]);
    expect(done.page.querySelector('main')?.text).to.include('You have allowed no application of others.');
    expect((await signIn(foreign, world.greta)).answer.name).to.equal('consent');
  });

  it('finds nothing where the person has agreed to nothing', async () => {
    const world = await createWorld();
    const foreign = await foreignApplication(world);
    await agreeTo(world, foreign);
    const { browser } = await signIn(world.application, world.mina);
    for (const client of [foreign.clientId, `${world.slug}-one`, 'nothing', 'a%00b']) {
      const address = `${world.server.issuer}/account/applications/${client}/withdraw`;
      expect((await browser.open(address)).status, client).to.equal(404);
      expect((await browser.post(address, {})).status, client).to.equal(404);
    }
    const { answer } = await enterArea(`${world.server.issuer}/account/applications`, world.greta);
    expect(answer.page.querySelector('a.danger')?.getAttribute('href')).to.include(foreign.clientId);
  });
});

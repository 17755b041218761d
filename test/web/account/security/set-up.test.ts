import { expect } from 'chai';
import { setUpPage } from '../../../../src/web/account/security/set-up.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea } from '../../../harness/areas.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { setUpModel } from './support/models.ts';

describe('the page set-up of a factor', () => {
  itIsSound(filled(setUpPage, setUpModel), { fields: ['code', 'mailbox_code'], actions: ['continue'] });

  it('A-30: is nobody’s but whose it is', async () => {
    const world = await createWorld();
    const security = `${world.server.issuer}/account/security`;
    const { browser } = await enterArea(security, world.greta);
    const begun = await browser.follow(await browser.post(security, { action: 'add_app' }));
    const other = await enterArea(security, world.mina);
    expect((await other.browser.open(begun.url)).status).to.equal(410);
    expect((await other.browser.post(begun.url, { code: '123456' })).status).to.equal(410);
  });
});

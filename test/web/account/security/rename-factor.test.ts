import { expect } from 'chai';
import { renameFactorPage } from '../../../../src/web/account/security/rename-factor.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { factorModel } from './support/models.ts';

describe('the page rename-factor', () => {
  itIsSound(filled(renameFactorPage, factorModel), { fields: ['nickname'], actions: ['continue'] });

  it('renames what is one’s own, keeps a refused name, and knows nothing of others', async () => {
    const world = await createWorld();
    const security = `${world.server.issuer}/account/security`;
    const { browser, answer } = await enterArea(security, world.tomas);
    const link = answer.page.querySelector('a[href$="/rename"]')?.getAttribute('href') ?? '';
    const page = await browser.open(`${world.server.issuer}${link}`);
    const refused = await browser.submit(page, { nickname: 'www.evil.example' });
    expect([refused.status, refused.page.querySelector('#nickname')?.getAttribute('value')]).to.deep.equal([
      422,
      'www.evil.example',
    ]);
    const done = await browser.submit(refused, { nickname: 'Red phone' });
    expect(noticeOf(done)).to.equal('It is called Red phone now.');
    const other = await enterArea(security, world.olivia);
    expect((await other.browser.open(`${world.server.issuer}${link}`)).status).to.equal(404);
    expect((await other.browser.post(`${world.server.issuer}${link}`, { nickname: 'x' })).status).to.equal(
      404,
    );
  });
});

import { expect } from 'chai';
import { checkCodesPage } from '../../../../src/web/account/security/check-codes.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { createWorld } from '../../../harness/world.ts';
import { accountFrame } from '../../support/frames.ts';
import { itIsSound } from '../../support/sound-page.ts';

describe('the page check-codes', () => {
  itIsSound(filled(checkCodesPage, accountFrame), { fields: ['code'], actions: ['continue'] });

  it('D38: takes a code that is still at hand, and no other', async () => {
    const world = await createWorld();
    const root = `${world.server.issuer}/account/security/recovery-codes`;
    const { browser, answer } = await enterArea(`${root}/new`, world.tomas);
    const codes = await browser.submit(answer);
    const [code = ''] = codes.page.querySelectorAll('#recovery-codes li').map((each) => each.text);
    const page = await browser.open(`${root}/check`);
    const refused = await browser.submit(page, { code: 'aaaaaaaaaaaaaaaa' });
    expect(refused.status).to.equal(422);
    expect(refused.page.querySelector('#code')?.getAttribute('value') ?? null).to.equal(null);
    expect(noticeOf(await browser.submit(refused, { code }))).to.equal(
      'That is one of your codes. It stays unused.',
    );
  });
});

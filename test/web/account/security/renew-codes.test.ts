import { expect } from 'chai';
import { renewCodesPage } from '../../../../src/web/account/security/renew-codes.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea } from '../../../harness/areas.ts';
import { createWorld } from '../../../harness/world.ts';
import { accountFrame } from '../../support/frames.ts';
import { itIsSound } from '../../support/sound-page.ts';

describe('the page renew-codes', () => {
  itIsSound(filled(renewCodesPage, { ...accountFrame, left: 3 }), { fields: [], actions: ['continue'] });

  it('D37: makes ten new ones, which only this session sees', async () => {
    const world = await createWorld();
    const path = `${world.server.issuer}/account/security/recovery-codes/new`;
    const { browser, answer } = await enterArea(path, world.tomas);
    const codes = await browser.submit(answer);
    expect(codes.page.querySelectorAll('#recovery-codes li')).to.have.length(10);
    const other = await enterArea(path, world.olivia);
    expect((await other.browser.open(codes.url)).status).to.equal(404);
  });
});

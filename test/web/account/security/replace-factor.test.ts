import { expect } from 'chai';
import { replaceFactorPage } from '../../../../src/web/account/security/replace-factor.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { codeOf, createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { factorModel } from './support/models.ts';

describe('the page replace-factor', () => {
  itIsSound(filled(replaceFactorPage, factorModel), { fields: [], actions: ['continue'] });

  it('T13: moves to a new app in one task, also where the last one may not be removed', async () => {
    const world = await createWorld({
      enforcement: {
        required: 'everyone',
        activation: 'immediately',
        sessions: 'keep',
        self_disable: 'forbid',
      },
    });
    const security = `${world.server.issuer}/account/security`;
    const { browser, answer } = await enterArea(security, world.tomas);
    const link = answer.page.querySelector('a[href$="/replace"]')?.getAttribute('href') ?? '';
    const page = await browser.submit(await browser.open(`${world.server.issuer}${link}`));
    expect(page.name).to.equal('set-up');
    const secret = page.page.querySelector('#totp-secret')?.text.trim() ?? '';
    const codes = await browser.submit(page, { code: codeOf(secret) });
    expect(noticeOf(codes)).to.equal(
      'Authenticator app is set up, and the old one (Authenticator app) was removed.',
    );
    const rows = await world.server.countersign.db.sql(
      'SELECT 1 FROM authenticators WHERE user_id = (SELECT id FROM users WHERE email = $1)',
      [world.tomas.email],
    );
    expect(rows).to.have.length(1);
  });
});

import { expect } from 'chai';
import { removeFactorPage } from '../../../../src/web/account/security/remove-factor.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { apiOf } from '../../../harness/api.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { enrollBy, everyoneWith } from '../../../self-service/support/people.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { removeFactorModel } from './support/models.ts';

/** What a removal leads to, as the page says it. */
async function removal(world: World, step = 0) {
  const security = `${world.server.issuer}/account/security`;
  const { browser, answer } = await enterArea(security, world.tomas, { step });
  const link = answer.page.querySelector('a[href$="/remove"]')?.getAttribute('href') ?? '';
  const page = await browser.open(`${world.server.issuer}${link}`);
  return { browser, page };
}

describe('the page remove-factor', () => {
  itIsSound(filled(removeFactorPage, removeFactorModel), { fields: [], actions: ['continue'] });

  it('D7, D9: names the organizations that are left, before and in the button, and leaves them', async () => {
    const world = await createWorld({
      enforcement: {
        preset: 'everyone-ready',
        required: 'nobody',
        activation: 'immediately',
        self_disable: 'remove',
      },
    });
    const { db } = world.server.countersign;
    await db.sql(
      `UPDATE members SET override = 'required', override_set_at = now() - interval '1 hour'
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.tomas.email],
    );
    const { browser, page } = await removal(world);
    expect(page.page.querySelector('.tag.bad')?.text).to.equal('You leave');
    expect(page.page.querySelector('button.final')?.text).to.include(`leave ${world.slug.toUpperCase()}`);
    const done = await browser.submit(page);
    expect(noticeOf(done)).to.equal('Authenticator app was removed. Your other sessions have ended.');
    const rows = await db.sql(
      'SELECT 1 FROM members WHERE user_id = (SELECT id FROM users WHERE email = $1)',
      [world.tomas.email],
    );
    expect(rows).to.have.length(0);
  });

  it('D7: says that another one is kept, and that nothing changes in an organization that asks for one', async () => {
    const world = await createWorld({ enforcement: everyoneWith('remove') });
    await enrollBy(world, await apiOf(world, world.tomas), world.tomas.email, 'Second app');
    const { page } = await removal(world, 1);
    const said = page.page.querySelector('main')?.text ?? '';
    expect(said).to.include('You keep another one.').and.not.to.include('your only second step');
    expect(page.page.querySelectorAll('.tag').map(({ text }) => text.trim())).to.deep.equal(['No change']);
    expect(page.page.querySelector('button.final')?.text).not.to.include('leave');
  });

  it('T13: offers to replace instead what may not be removed, and refuses it all the same', async () => {
    const world = await createWorld({
      enforcement: {
        required: 'everyone',
        activation: 'immediately',
        sessions: 'keep',
        self_disable: 'forbid',
      },
    });
    const { browser, page } = await removal(world);
    expect(page.page.querySelector('button.final')).to.equal(null);
    expect(page.page.querySelector('a.button[href$="/replace"]')).not.to.equal(null);
    const refused = await browser.post(page.url, {});
    expect([refused.status, refused.name]).to.deep.equal([409, 'remove-factor']);
  });
});

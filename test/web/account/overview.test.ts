import { expect } from 'chai';
import { overviewPage } from '../../../src/web/account/overview.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { enterArea } from '../../harness/areas.ts';
import { createWorld, everyoneNow, type World } from '../../harness/world.ts';
import { itIsSound } from '../support/sound-page.ts';
import { overviewModel } from './support/models.ts';

describe('the page overview of an account', () => {
  itIsSound(filled(overviewPage, overviewModel), { fields: [], actions: [] });

  let world: World;

  before(async () => {
    world = await createWorld({
      enforcement: { preset: 'by-midnight', activation: { deadline: '2030-01-01T00:00:00Z' } },
    });
  });

  it('T6, T7, T11: has a banner with the time for those without a factor, and for nobody else', async () => {
    const { answer: pending } = await enterArea(`${world.server.issuer}/account`, world.mina);
    expect(pending.name).to.equal('overview');
    expect(pending.page.querySelector('.banner.wait')?.text).to.include('1 January 2030 at 00:00 (UTC)');
    expect(pending.page.querySelector('.shield.wait')?.text).to.include('Pending until 1 Jan 2030');
    const { answer: ready } = await enterArea(`${world.server.issuer}/account`, world.tomas);
    expect(ready.page.querySelector('.banner')).to.equal(null);
    expect(ready.page.querySelector('.shield')?.text).to.equal('Done');
    expect(ready.page.querySelector('main')?.text).to.include('Protected');
  });

  it('T2: tells a member nothing of the others', async () => {
    const { answer } = await enterArea(`${world.server.issuer}/account`, world.mina);
    expect(answer.body).not.to.include(world.tomas.email);
  });

  it('ruling 23: asks an exempt member of a binding organization for what it asks, as the API does', async () => {
    const bound = await createWorld({ enforcement: everyoneNow });
    await bound.server.countersign.db.sql(
      `UPDATE members SET override = 'exempt', override_set_at = now()
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [bound.mina.email],
    );
    const { answer } = await enterArea(`${bound.server.issuer}/account`, bound.mina);
    expect(answer.name).to.equal('mailbox');
  });
});

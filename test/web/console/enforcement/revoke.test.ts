import { expect } from 'chai';
import { revokePage } from '../../../../src/web/console/enforcement/revoke.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { operatorOf } from '../../../harness/api.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { createWorld, everyoneNow, pageOf, type World } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { revokeModel } from './support/models.ts';

describe('the page revoke of enforcement', () => {
  itIsSound(filled(revokePage, revokeModel), { fields: ['version'], actions: ['continue'] });
  itIsSound(
    filled(revokePage, { ...revokeModel, withdrawal: 'cancel' }),
    { fields: ['version'], actions: ['continue'] },
    'revoke, of what is only announced,',
  );

  const addressOf = ({ server, slug }: World) => `${server.issuer}/console/${slug}/enforcement/revoke`;
  const policyOf = async (world: World) => {
    const api = await operatorOf(world);
    return (await api.get(`/organizations/${world.slug}/enforcement`)).body;
  };

  it('M9, M10: says what stays and what members may do then, and asks nobody any more', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, grace_days: 3 } });
    const { browser, answer } = await enterArea(addressOf(world), world.olivia);
    const text = answer.page.querySelector('main')?.text;
    expect(text)
      .to.include('Everybody keeps their second steps')
      .and.to.include('sign in with their password alone');
    const done = await browser.submit(answer);
    expect([done.name, noticeOf(done)]).to.deep.equal([
      'enforcement',
      'Enforcement was revoked. Second steps and individual choices stay.',
    ]);
    expect(await policyOf(world)).to.include({ state: 'off', required: 'nobody', grace_days: 3 });
    expect(await pageOf(world, world.mina)).to.equal('in');
  });

  it('cancels what is only announced, and leaves the rule before it as it was', async () => {
    const world = await createWorld({
      enforcement: { preset: 'by-midnight', activation: { deadline: '2030-01-01T00:00:00Z' } },
    });
    const { browser, answer } = await enterArea(addressOf(world), world.olivia);
    expect(answer.page.querySelector('h1')?.text).to.include('Cancel what was announced');
    expect(noticeOf(await browser.submit(answer))).to.equal('It was cancelled.');
    expect(await policyOf(world)).to.include({ state: 'off', preset: 'chosen-people' });
  });

  it('refuses what was read before somebody else changed it', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await enterArea(addressOf(world), world.olivia);
    await world.server.countersign.db.sql('UPDATE organizations SET version = version + 1 WHERE slug = $1', [
      world.slug,
    ]);
    const refused = await browser.submit(answer);
    expect([refused.status, refused.name]).to.deep.equal([412, 'revoke']);
    expect((await browser.post(addressOf(world), {})).status).to.equal(412);
    expect(await policyOf(world)).to.include({ state: 'on' });
  });

  it('has nothing to revoke where nothing is required', async () => {
    const world = await createWorld();
    const { answer } = await enterArea(addressOf(world), world.olivia);
    expect(answer.page.querySelector('main form')).to.equal(null);
    expect(answer.page.querySelector('main')?.text).to.include('there is nothing to revoke');
  });

  it('M9: cancels what is announced beside a rule in force, by which everyone goes on needing a second step', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, grace_days: 3 } });
    const api = await operatorOf(world);
    const announced = {
      required: 'everyone',
      activation: { deadline: '2999-01-01T00:00:00Z' },
      grace_days: 0,
    };
    expect((await api.put(`/organizations/${world.slug}/enforcement`, announced)).status).to.equal(200);
    const { browser, answer } = await enterArea(addressOf(world), world.olivia);
    const text = answer.page.querySelector('main')?.text;
    expect(text)
      .to.include('Cancel what was announced')
      .and.include('goes on needing a second step, by the rule of today')
      .and.not.include('What members may do then')
      .and.not.include('sign in with their password alone');
    expect(noticeOf(await browser.submit(answer))).to.equal('It was cancelled.');
    expect(await policyOf(world)).to.include({ state: 'on', required: 'everyone', grace_days: 3 });
  });
});

import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { keysPage } from '../../../../src/web/operator/keys/keys.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { calmKeysModel, keysModel, resealingModel } from './support/models.ts';

const shown = (model: typeof keysModel) => parse(drawn(filled(keysPage, model)));

describe('the keys of the installation', () => {
  itIsSound(filled(keysPage, keysModel), { fields: [], actions: ['reseal'] });

  it('are told apart by word and shape', () => {
    const states = shown(keysModel).querySelectorAll('[aria-labelledby=signing] tbody .shield');
    expect(states.map(({ text }) => text.trim())).to.deep.equal(['Coming', 'Active', 'Retiring', 'Gone']);
  });

  it('are sealed anew on demand, with the progress while it is under way, and not where nothing is old', () => {
    expect(shown(keysModel).querySelector('button[value=reseal]')?.text).to.equal('Seal 1,206 anew');
    const running = shown(resealingModel);
    expect(running.querySelectorAll('button')).to.have.length(0);
    expect(running.querySelector('progress')?.getAttribute('value')).to.equal('17217');
    expect(running.text).to.include('17,217 of 18,423');
    const calm = shown(calmKeysModel);
    expect(calm.querySelectorAll('button, progress')).to.have.length(0);
    expect(calm.text).to.include('All under the newest key').and.include('30 days');
  });

  it('are those that are published, and nothing secret of them is shown', async () => {
    const world = await createWorld();
    const { browser, answer } = await enterOperator(world, '/operator/keys');
    const { signingKeys } = world.server.countersign.db;
    for (const { kid, privateJwk } of await signingKeys.all()) {
      expect(answer.page.text).to.include(kid);
      expect(answer.body).not.to.include(String(privateJwk.d));
    }
    expect(answer.page.querySelector('a[href="/operator/keys/rotate"]')?.text).to.equal('Rotate now');
    const done = await browser.post(`${world.server.issuer}/operator/keys`, { action: 'reseal' });
    expect(done.status).to.equal(303);
    expect(noticeOf(await browser.open(done.location ?? ''))).to.include('being sealed anew');
    expect((await newestEvent(world, 'secrets.reseal_started'))?.actor.kind).to.equal('operator');
  });
});

import { expect } from 'chai';
import { longJobKinds } from '../../../../src/long-jobs/long-job.ts';
import { jobPage } from '../../../../src/web/console/members/job.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { languages } from '../../../../src/web/words/language.ts';
import { apiOf } from '../../../harness/api.ts';
import { enterArea } from '../../../harness/areas.ts';
import { Browser } from '../../../harness/browser.ts';
import { deliver } from '../../../harness/mails.ts';
import { joinedBy } from '../../../harness/members.ts';
import { createWorld } from '../../../harness/world.ts';
import { batchOf, crowd, crowdedWorld, startedBy } from '../../../long-jobs/support/crowd.ts';
import { itIsSound, renderer } from '../../support/sound-page.ts';
import { doneJobModel, jobModel } from './support/bulk-models.ts';
import { mainText } from './support/visits.ts';

const all = crowd + 3;

describe('the page job', () => {
  itIsSound(filled(jobPage, jobModel), { fields: [], actions: ['stop'] });
  itIsSound(filled(jobPage, doneJobModel), { fields: [], actions: ['download'] }, 'job, when it is done,');

  it('has words for each kind, in each language', () => {
    for (const language of languages)
      for (const kind of longJobKinds)
        expect(renderer.words[language].knows(`console/members.job.kind.${kind}`), kind).to.equal(true);
  });

  it('says how far it is to each who administers, is read again by its script alone, and stops', async () => {
    const world = await crowdedWorld();
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const { id } = await startedBy(await apiOf(world, world.olivia), world);
    const address = `${world.server.issuer}/console/${world.slug}/jobs/${id}`;
    await batchOf(world, id, 0);
    const { answer } = await enterArea(address, ada);
    expect(mainText(answer))
      .to.include(`50 of ${all + 1} are done.`)
      .and.include('You can close this page');
    expect(answer.headers.get('content-security-policy')).to.include("connect-src 'self'");
    expect(answer.page.querySelector('[aria-live=polite][data-watches]')).not.to.equal(null);
    const owner = await enterArea(address, world.olivia, { step: 1 });
    const stopped = await owner.browser.submit(owner.answer, { action: 'stop' });
    expect(mainText(stopped)).to.include('It is stopped.').and.include('Stopped after 50 of');
    expect(stopped.page.querySelector('[data-watches]')).to.equal(null);
  });

  it('tells who was skipped and why, once it is done', async () => {
    const world = await crowdedWorld();
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const { id } = await startedBy(await apiOf(world, ada), world);
    await deliver(world.server);
    const { answer } = await enterArea(
      `${world.server.issuer}/console/${world.slug}/jobs/${id}`,
      world.olivia,
    );
    expect(mainText(answer)).to.include('All done').and.include('only owners may');
    expect(mainText(answer)).to.include(world.olivia.email);
  });

  it('is there for nobody of another organization', async () => {
    const world = await crowdedWorld();
    const other = await createWorld();
    const { id } = await startedBy(await apiOf(world, world.olivia), world);
    const path = (slug: string) => `${world.server.issuer}/console/${slug}/jobs/${id}`;
    const { browser, answer } = await enterArea(path(other.slug), other.olivia);
    expect([answer.status, (await browser.open(path(world.slug))).status]).to.deep.equal([404, 404]);
    expect((await new Browser().open(path(world.slug))).name).to.equal('password');
  });

  it('hands over a file that was written, to whoever asked for it', async () => {
    const world = await createWorld();
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const api = await apiOf(world, world.olivia);
    const { body: job } = await api.post(`/organizations/${world.slug}/activity/export`, {});
    await deliver(world.server);
    const address = `${world.server.issuer}/console/${world.slug}/jobs/${job.id}`;
    const { browser, answer } = await enterArea(address, world.olivia, { step: 1 });
    const file = await browser.submit(answer, { action: 'download' });
    expect(file.headers.get('content-disposition')).to.include(`${world.slug}-activity.csv`);
    expect(file.body).to.match(/^id,at,type/);
    const other = await enterArea(address, ada);
    expect(other.answer.page.querySelector('button[value=download]')).to.equal(null);
    expect((await other.browser.post(address, { action: 'download' })).status).to.equal(403);
  });
});

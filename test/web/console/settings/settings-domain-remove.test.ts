import { expect } from 'chai';
import { settingsDomainRemovePage } from '../../../../src/web/console/settings/settings-domain-remove.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { operatorOf } from '../../../harness/api.ts';
import { enterArea, noticeOf, passChallenge } from '../../../harness/areas.ts';
import { travel, travelHome } from '../../../harness/clock.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { settingsDomainRemoveModel } from './support/models.ts';

describe('the page settings-domain-remove', () => {
  itIsSound(filled(settingsDomainRemovePage, settingsDomainRemoveModel), {
    fields: [],
    actions: ['continue'],
  });

  afterEach(travelHome);

  it('asks for a second step, and gives the domain up', async () => {
    const world = await createWorld();
    const domain = `${world.slug}.example`;
    const address = `${world.server.issuer}/console/${world.slug}/settings/domains/${domain}/remove`;
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(answer.page.querySelector('button.final')?.text).to.equal(`Give up ${domain}`);
    travel(6 * 60);
    const challenge = await browser.submit(answer);
    expect(challenge.name).to.equal('challenge');
    const back = await passChallenge(browser, challenge, { person: world.olivia });
    const done = await browser.submit(back);
    expect(noticeOf(done)).to.equal(`${domain} no longer belongs to your organization.`);
    expect(done.page.querySelector('[aria-labelledby=domains]')?.text).to.include('no verified domain');
    expect((await browser.open(address)).status).to.equal(404);
  });

  it('says that nobody joins by the domain any more, where people could', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/settings/domains/${world.slug}.example/remove`;
    const { browser, answer } = await enterArea(address, world.olivia);
    const said = 'can no longer join by themselves';
    expect(answer.page.querySelector('main')?.text).not.to.include(said);
    const operator = await operatorOf(world);
    const joined = await operator.patch(`/organizations/${world.slug}`, { join_by_domain: true });
    expect(joined.status).to.equal(200);
    expect((await browser.open(address)).page.querySelector('main')?.text).to.include(said);
  });

  it('is there for one’s own domains alone', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const address = `${world.server.issuer}/console/${world.slug}/settings/domains/${other.slug}.example/remove`;
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(answer.status).to.equal(404);
    expect((await browser.post(address, {})).status).to.equal(404);
  });
});

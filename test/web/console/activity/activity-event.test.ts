import { expect } from 'chai';
import { activityEventPage } from '../../../../src/web/console/activity/activity-event.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { apiOf } from '../../../harness/api.ts';
import { enterArea } from '../../../harness/areas.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { activityEventModel } from './support/models.ts';

describe('the page activity-event', () => {
  itIsSound(filled(activityEventPage, activityEventModel), { fields: [], actions: [] });

  it('tells one event in words, and as the API answers it', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    await api.post(`/organizations/${world.slug}/invitations`, { email: `nora@new.${world.slug}.example` });
    const { items } = (await api.get(`/organizations/${world.slug}/activity?type=invitation.created`)).body;
    const address = `${world.server.issuer}/console/${world.slug}/activity/events`;
    const { browser, answer } = await enterArea(`${address}/${items[0].id}`, world.olivia, { step: 1 });
    expect(answer.page.querySelector('.lead')?.text).to.equal('Invited somebody');
    const facts = answer.page
      .querySelectorAll('.facts > div')
      .map(({ text }) => text.replaceAll(/\s+/g, ' '));
    expect(facts.some((text) => text.includes(`nora@new.${world.slug}.example`))).to.equal(true);
    expect(facts.some((text) => text.includes('Olivia'))).to.equal(true);
    expect(JSON.parse(answer.page.querySelector('#raw')?.textContent ?? '')).to.deep.equal(items[0]);
    for (const id of ['0', 'x', '999999999999'])
      expect((await browser.open(`${address}/${id}`)).status, id).to.equal(404);
  });

  it('finds no event of another organization', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const { db } = other.server.countersign;
    const { id = '' } = (await db.organizations.findBySlug(other.slug)) ?? {};
    const { events } = await db.activity.list(id, {}, { limit: 1, before: null });
    const address = `${world.server.issuer}/console/${world.slug}/activity/events/${events[0]?.id}`;
    expect((await enterArea(address, world.olivia)).answer.status).to.equal(404);
  });
});

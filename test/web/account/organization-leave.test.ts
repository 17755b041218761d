import { expect } from 'chai';
import { organizationLeavePage } from '../../../src/web/account/organization-leave.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../harness/areas.ts';
import { membersOf } from '../../harness/invitations.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { anotherOrganization } from '../../self-service/support/people.ts';
import { itIsSound } from '../support/sound-page.ts';
import { organizationLeaveModel } from './support/models.ts';

describe('the page organization-leave', () => {
  itIsSound(filled(organizationLeavePage, organizationLeaveModel), { fields: [], actions: [] });

  let world: World;
  let address: string;

  beforeEach(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/account/organizations/${world.slug}/leave`;
  });

  async function letLeave(slug: string): Promise<void> {
    const { sql } = world.server.countersign.db;
    await sql('UPDATE organizations SET members_may_leave = true WHERE slug = $1', [slug]);
  }

  it('D23: says what ends, and ends it', async () => {
    await letLeave(world.slug);
    const { browser, answer } = await enterArea(address, world.mina);
    const name = world.slug.toUpperCase();
    expect(answer.page.querySelector('h1')?.text).to.equal(`Leave ${name}?`);
    const left = await browser.submit(answer);
    expect([left.name, noticeOf(left)]).to.deep.equal(['organizations', `You left ${name}.`]);
    expect(await membersOf(world)).not.to.have.property(world.mina.email);
    expect((await browser.open(address)).status).to.equal(404);
  });

  it('D23: has no button where members do not leave by themselves, and refuses the form', async () => {
    const { browser, answer } = await enterArea(address, world.mina);
    expect(answer.page.querySelector('main button')).to.equal(null);
    expect(answer.page.querySelector('main')?.text).to.include('Ask one of its administrators');
    const refused = await browser.post(address, {});
    expect(refused.status).to.equal(403);
    expect(refused.page.querySelector('.problem')?.text).to.include(
      'Members do not leave by themselves here',
    );
  });

  it('does not let the last owner go', async () => {
    await letLeave(world.slug);
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(answer.page.querySelector('main button')).to.equal(null);
    const refused = await browser.post(address, {});
    expect(refused.status).to.equal(409);
    expect(refused.page.querySelector('.problem')?.text).to.include('last active owner');
  });

  it('finds no organization of others', async () => {
    const other = await anotherOrganization(world, null, [{ email: world.greta.email, role: 'owner' }]);
    await letLeave(other);
    const { browser } = await enterArea(`${world.server.issuer}/account`, world.mina);
    for (const slug of [other, 'nowhere', 'a%00b']) {
      const there = `${world.server.issuer}/account/organizations/${slug}/leave`;
      expect((await browser.open(there)).status, slug).to.equal(404);
      expect((await browser.post(there, {})).status, slug).to.equal(404);
    }
  });
});

import { expect } from 'chai';
import { newOrganizationPage } from '../../../../src/web/operator/organizations/new-organization.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import type { Browser } from '../../../harness/browser.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { newOrganizationModel } from './support/models.ts';

describe('a new organization of the operator', () => {
  itIsSound(filled(newOrganizationPage, newOrganizationModel), {
    fields: ['organization_name', 'slug', 'owner', 'domain'],
    actions: ['continue'],
  });

  let world: World;
  let browser: Browser;
  let address: string;

  before(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/operator/new-organization`;
    ({ browser } = await enterOperator(world, '/operator/new-organization'));
  });

  const form = (change: Readonly<Record<string, string>> = {}) => ({
    organization_name: 'Harbour Rowing Club',
    slug: `${world.slug}-rowing`,
    plan: 'team',
    time_zone: 'Europe/Brussels',
    owner: `rower@${world.slug}.example`,
    domain: '',
    ...change,
  });

  it('is created, its first owner invited, and the log says by whom', async () => {
    const { db } = world.server.countersign;
    const done = await browser.follow(await browser.post(address, form()));
    expect([done.status, done.name]).to.deep.equal([200, 'organization']);
    expect(noticeOf(done)).to.equal(`Harbour Rowing Club was created, and ${form().owner} was invited.`);
    const organization = await db.organizations.findBySlug(form().slug);
    expect([organization?.plan, organization?.timeZone]).to.deep.equal(['team', 'Europe/Brussels']);
    const invitation = await db.invitations.findFor(organization?.id ?? '', form().owner);
    expect(invitation?.role).to.equal('owner');
    const olivia = await db.people.byEmail(world.olivia.email);
    const event = await newestEvent(world, 'organization.created');
    expect(event?.actor).to.deep.equal({ kind: 'operator', id: olivia?.user.id });
  });

  it('says beside the field what is wrong, keeps what was typed, and creates nothing', async () => {
    const { db } = world.server.countersign;
    for (const [field, value] of [
      ['organization_name', 'see https://evil.example'],
      ['slug', 'No Slug'],
      ['slug', world.slug],
      ['plan', 'gold'],
      ['time_zone', 'Mars/Olympus'],
      ['owner', 'nobody'],
      ['domain', 'no domain'],
      ['domain', `${world.slug}.example`],
      ['owner', ''],
    ] as const) {
      const slug = `${world.slug}-wrong`;
      const refused = await browser.post(address, form({ slug, [field]: value }));
      expect(refused.status, `${field} ${value}`).to.be.oneOf([400, 422]);
      expect(refused.page.querySelector(`#${field}-problem`), `${field} ${value}`).not.to.equal(null);
      expect(refused.page.querySelector('#owner')?.getAttribute('value') ?? '').to.equal(
        field === 'owner' ? value : form().owner,
      );
      expect(await db.organizations.findBySlug(slug)).to.equal(null);
    }
  });
});

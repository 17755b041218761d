import { expect } from 'chai';
import { activityPage } from '../../../src/web/operator/activity.ts';
import { filled } from '../../../src/web/pages/page.ts';
import type { Answer, Browser } from '../../harness/browser.ts';
import { enterOperator } from '../../harness/operators.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { itIsSound } from '../support/sound-page.ts';
import { activityModel } from './support/models.ts';

const rows = ({ page }: Answer) =>
  page.querySelectorAll('li.item').map(({ text }) => text.replaceAll(/\s+/g, ' ').trim());

describe("the operator's activity", () => {
  itIsSound(filled(activityPage, activityModel), { fields: [], actions: [] });

  let world: World;
  let browser: Browser;
  let address: string;

  before(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/operator/activity`;
    ({ browser } = await enterOperator(world, '/operator/activity'));
  });

  it('ruling 34: tells which person of the operator did what to whom, and from where', async () => {
    await world.server.countersign.db.sql(
      'UPDATE users SET second_factor_failures = 5, second_factor_locked_until = now() WHERE email = $1',
      [world.tomas.email],
    );
    await browser.post(`${world.server.issuer}/operator`, { unlock: world.tomas.email });
    const [newest] = rows(await browser.open(`${address}?type=account.unlocked`));
    expect(newest).to.include('The second step was unlocked').and.to.include('account.unlocked');
    expect(newest).to.include(`By the operator ${world.olivia.email}`);
    expect(newest).to.include(`about ${world.tomas.email}`).and.to.include('"failures":5');
  });

  it('has each event once, with its organization, 50 on a page, and goes on where the page ended', async () => {
    const { db } = world.server.countersign;
    const organization = await db.organizations.findBySlug(world.slug);
    const about = { actor: { kind: 'system' }, organizationId: organization?.id ?? '' } as const;
    const detail = { what: 'activity' } as const;
    for (let count = 0; count < 51; count += 1)
      await db.audit.record({ type: 'organization.exported', ...about, detail }, new Date());
    const first = await browser.open(`${address}?type=organization.exported`);
    expect(rows(first)).to.have.length(50);
    expect(first.page.querySelector(`li a[href="/operator/organizations/${world.slug}"]`)).not.to.equal(null);
    const next = first.page.querySelector('.rows footer a.button')?.getAttribute('href') ?? '';
    const second = rows(await browser.open(`${world.server.issuer}${next}`));
    expect(second.length).to.be.at.least(1);
    const other = await createWorld();
    const page = { limit: 200, before: null };
    const { events } = await db.activity.everywhere({}, page);
    expect(new Set(events.map(({ id }) => id)).size).to.equal(events.length);
    expect(events.some((event) => event.organization?.slug === other.slug)).to.equal(true);
  });

  it('finds no page by what is no number', async () => {
    for (const before of ['x', '1;2', '-']) {
      const answer = await browser.open(`${address}?before=${encodeURIComponent(before)}`);
      expect(answer.status, before).to.equal(404);
    }
  });
});

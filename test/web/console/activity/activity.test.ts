import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { activityPage } from '../../../../src/web/console/activity/activity.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea } from '../../../harness/areas.ts';
import type { Answer } from '../../../harness/browser.ts';
import { deliver } from '../../../harness/mails.ts';

import { idOf } from '../../../harness/members.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { activityModel, quietModel } from './support/models.ts';

const rows = ({ page }: Pick<Answer, 'page'>) =>
  page.querySelectorAll('[aria-labelledby=events] tbody tr').map((row) => ({
    what: row.querySelector('th a')?.text ?? '',
    who: row.querySelector('th .second-line')?.text.replaceAll(/\s+/g, ' ').trim() ?? '',
    cells: row.querySelectorAll('td').map((cell) => cell.lastElementChild?.text.trim()),
  }));

/** Things that Olivia did, one an hour, the given number of them, from an instant on. */
async function remind({ server, slug, olivia, tomas }: World, count: number, from: Date): Promise<void> {
  const { db } = server.countersign;
  const organizationId = (await db.organizations.findBySlug(slug))?.id ?? '';
  const actor = { kind: 'user', id: await idOf({ server }, olivia), sourceAddress: '192.0.2.9' } as const;
  const userId = await idOf({ server }, tomas);
  for (let index = 0; index < count; index += 1) {
    const at = new Date(from.getTime() + index * 60 * 60 * 1000);
    await db.audit.record({ type: 'member.reminded', actor, organizationId, userId }, at);
  }
}

describe('the page activity of an organization', () => {
  itIsSound(
    filled(activityPage, activityModel),
    { fields: ['person', 'from', 'to'], actions: [] },
    'the activity',
  );
  itIsSound(
    filled(activityPage, quietModel),
    { fields: ['person', 'from', 'to'], actions: [] },
    'an activity without anything',
  );

  it('says who, whom, from where, and what of the detail has words', () => {
    const [exempted, invited, enrolled, seats, removed, expired, old] = rows({
      page: parse(drawn(filled(activityPage, activityModel))),
    });
    expect(exempted).to.deep.equal({
      what: 'The membership of Acme was changed',
      who: 'Ann Marsh · Exempt · “phone at repair”',
      cells: ['28 Nov, 23:00', 'emma.verhoeven@acme.example', '203.0.113.24'].with(
        0,
        exempted?.cells[0] ?? '',
      ),
    });
    expect(invited?.who).to.equal('Ann Marsh · Role: Administrator');
    expect(enrolled?.who).to.equal('Ann Marsh · With the authenticator app');
    expect(seats?.who).to.equal('Ann Marsh · 50 → 55 seats');
    expect(removed?.who).to.equal('Somebody whose account is gone');
    expect([expired?.who, expired?.cells[2]]).to.deep.equal(['The server', '–']);
    expect(old).to.include({ what: 'old.event', who: 'Whoever runs this service' });
  });

  it('tells an empty log from filters that find nothing', () => {
    const textOf = (model: typeof quietModel) =>
      parse(drawn(filled(activityPage, model))).querySelector('[aria-labelledby=events]')?.text ?? '';
    expect(textOf(quietModel)).to.include('Nothing happened yet.');
    expect(textOf({ ...quietModel, chips: activityModel.chips, asked: activityModel.asked })).to.include(
      'Nothing matches these filters.',
    );
  });

  it('D28: filters by person, kind and whole days in the zone of the organization', async () => {
    const world = await createWorld();
    const { sql } = world.server.countersign.db;
    await sql("UPDATE organizations SET time_zone = 'Asia/Tokyo' WHERE slug = $1", [world.slug]);
    // 23:00 of the 9th and 00:00 of the 10th in Tokyo.
    await remind(world, 2, new Date('2026-01-09T14:00:00Z'));
    const address = `${world.server.issuer}/console/${world.slug}/activity`;
    const { browser } = await enterArea(address, world.olivia);
    const found = async (query: string) =>
      rows(await browser.open(`${address}?${query}`)).map(({ what }) => what);
    const reminded = 'Reminded somebody of two-step sign-in';
    expect(await found('kind=member.reminded')).to.deep.equal([reminded, reminded]);
    expect(await found('kind=member.reminded&from=2026-01-10')).to.have.length(1);
    expect(await found('kind=member.reminded&to=2026-01-09')).to.have.length(1);
    expect(await found('kind=member.reminded&from=2026-01-09&to=2026-01-10')).to.have.length(2);
    const person = encodeURIComponent(world.tomas.email.toUpperCase());
    expect(await found(`kind=member.reminded&person=${person}`)).to.have.length(2);
    expect(await found(`kind=member.reminded&person=${world.mina.email}`)).to.deep.equal([]);
    expect(await found('person=nobody%00')).to.deep.equal([]);
    const odd = await browser.open(`${address}?kind=nothing&from=2026-13-40&to=x`);
    expect([odd.status, odd.page.querySelectorAll('.chip').length]).to.deep.equal([200, 0]);
  });

  it('has a chip for each filter, which leads to the list without it', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/activity`;
    const { answer } = await enterArea(`${address}?kind=member.added&from=2026-01-01`, world.olivia);
    expect(answer.page.querySelectorAll('.chip').map((chip) => chip.getAttribute('href'))).to.deep.equal([
      `/console/${world.slug}/activity?from=2026-01-01`,
      `/console/${world.slug}/activity?kind=member.added`,
    ]);
    const target = answer.page.querySelector('header a[href*=export]')?.getAttribute('href');
    expect(target).to.equal(`/console/${world.slug}/activity/export?kind=member.added&from=2026-01-01`);
  });

  it('has 50 on a page, leads on within the filters, and back', async () => {
    const world = await createWorld();
    await remind(world, 51, new Date());
    const address = `${world.server.issuer}/console/${world.slug}/activity`;
    const { browser, answer } = await enterArea(`${address}?kind=member.reminded`, world.olivia);
    expect(rows(answer)).to.have.length(50);
    const next = answer.page.querySelector('footer a.button')?.getAttribute('href') ?? '';
    const second = await browser.open(new URL(next, address).href);
    expect(rows(second)).to.have.length(1);
    expect(second.page.querySelector('.rows footer a')?.getAttribute('href')).to.equal(
      `/console/${world.slug}/activity?kind=member.reminded`,
    );
    expect((await browser.open(`${address}?before=x`)).status).to.equal(404);
  });

  it('shows the end of the chain as verifying has it', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const address = `${world.server.issuer}/console/${world.slug}/activity`;
    const { browser } = await enterArea(address, world.olivia);
    await deliver(world.server);
    await db.chains.extend(100_000);
    const page = await browser.open(address);
    const end = await db.chains.end((await db.organizations.findBySlug(world.slug))?.id ?? '');
    expect(page.page.querySelector('#seal')?.text).to.equal(`${end?.position} ${end?.hash}`);
    expect(page.body).to.include(`countersign activity verify --organization ${world.slug}`);
  });

  it('shows no members anything', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/activity`;
    expect((await enterArea(address, world.mina)).answer.status).to.equal(404);
  });
});

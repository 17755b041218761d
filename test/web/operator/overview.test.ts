import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { overviewPage } from '../../../src/web/operator/overview.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { noticeOf } from '../../harness/areas.ts';
import { mailsTo } from '../../harness/mails.ts';
import { enterOperator } from '../../harness/operators.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { overviewModel } from './support/models.ts';

function shown(change: Partial<typeof overviewModel> = {}) {
  const page = parse(drawn(filled(overviewPage, { ...overviewModel, ...change })));
  const text = (selector: string) =>
    page.querySelectorAll(selector).map((each) => each.text.replaceAll(/\s+/g, ' ').trim());
  return { page, text };
}

describe("the operator's overview", () => {
  itIsSound(filled(overviewPage, overviewModel), { fields: [], actions: [] });

  it('says of each part how it does', () => {
    expect(shown().text('[aria-labelledby=health] .shield')).to.deep.equal([
      'Answers',
      '3 tried again',
      'On time',
      '1 failed for good',
      '41 days old',
    ]);
    const { health } = overviewModel;
    const calm = shown({
      health: {
        ...health,
        mail: { isProven: true, waiting: 0, retrying: 0, failed: 0 },
        dueWork: { lagSeconds: 59, next: null },
        signOuts: { waiting: 0, retrying: 0, failed: 0 },
      },
    });
    expect(calm.text('[aria-labelledby=health] .shield.good')).to.have.length(5);
    const bad = shown({
      health: {
        ...health,
        mail: { isProven: false, waiting: 1, retrying: 0, failed: 0 },
        dueWork: { lagSeconds: 120, next: null },
        signOuts: { waiting: 4, retrying: 4, failed: 0 },
        signsSince: null,
      },
    });
    expect(bad.text('[aria-labelledby=health] .shield').slice(1)).to.deep.equal([
      'Not tried since the start',
      '2 minutes late',
      '4 tried again',
      'Missing',
    ]);
  });

  it('says that mails have failed for good, also before one went out, and leads to them', () => {
    const { health } = overviewModel;
    const mail = { isProven: false, waiting: 0, retrying: 2, failed: 3 };
    const { page, text } = shown({ health: { ...health, mail } });
    expect(text('[aria-labelledby=health] .shield.bad')).to.include('3 failed for good');
    expect(page.querySelectorAll('[aria-labelledby=health] a[href="/operator/jobs"]')).to.have.length(2);
  });

  it('has each hour in the table as in the chart', () => {
    const { page, text } = shown();
    expect(text('details table tbody tr')).to.have.length(24);
    expect(text('details table tbody tr').at(-1)).to.match(/^Today, 23:002073$/);
    expect(page.querySelectorAll('svg.chart rect.fill-lead')).to.have.length(23);
  });

  it('lists who is locked, with a button for each, and says that these are not all', () => {
    const { page, text } = shown();
    expect(text('[aria-labelledby=locked] tbody tr')[1]).to.match(
      /^omar@delta.example OrganizationsNone .*50 .*unlocked Unlock$/,
    );
    expect(
      page.querySelectorAll('button[name=unlock]').map((each) => each.getAttribute('value')),
    ).to.deep.equal(['p1', 'p2']);
    expect(page.querySelector('a[href="/operator/users"].small')?.text).to.equal('All 7');
    expect(shown({ locked: { people: [], total: 0 } }).page.text).to.include('Nobody is locked');
  });

  let world: World;

  before(async () => {
    world = await createWorld();
  });

  it('counts what is there, and unlocks a person, who is told by mail', async () => {
    const { db } = world.server.countersign;
    await db.sql(
      `UPDATE users SET second_factor_failures = 999, second_factor_locked_until = now() + interval '1 hour'
       WHERE email = $1`,
      [world.tomas.email],
    );
    const { browser, answer } = await enterOperator(world, '/operator');
    expect(answer.status).to.equal(200);
    const row = answer.page.querySelectorAll('tbody tr').find(({ text }) => text.includes(world.tomas.email));
    expect(row?.text).to.include(world.slug.toUpperCase());
    const unlock = row?.querySelector('button')?.getAttribute('value') ?? '';
    const done = await browser.submit(answer, { unlock });
    expect(noticeOf(done)).to.include('The second step was unlocked.');
    expect(done.page.text).not.to.include(world.tomas.email);
    expect((await db.people.byEmail(world.tomas.email))?.user.secondFactorFailures).to.equal(0);
    const mails = await mailsTo(world.server, world.tomas.email);
    expect(mails.at(-1)?.subject).to.equal('Countersign: codes for your account are accepted again');
  });
});

import { expect } from 'chai';
import { changesPage } from '../../../../src/web/console/members/changes.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import type { Answer } from '../../../harness/browser.ts';
import { mailsTo } from '../../../harness/mails.ts';
import { idOf } from '../../../harness/members.ts';
import { createWorld, everyoneNow, type TestPerson, type World } from '../../../harness/world.ts';
import { chosenIn, crowd, crowdedWorld } from '../../../long-jobs/support/crowd.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { changesModel, resetsModel } from './support/bulk-models.ts';
import { mainText } from './support/visits.ts';

/** Ticks people in the list and says what to do. @param query with the filter of the list */
async function choose(world: World, action: string, people: readonly TestPerson[], query = '') {
  const address = `${world.server.issuer}/console/${world.slug}/members${query}`;
  const { browser } = await enterArea(address, world.olivia);
  const ticked = await Promise.all(people.map(async (each) => [await idOf(world, each), 'on'] as const));
  const answer = await browser.follow(await browser.post(address, { action, ...Object.fromEntries(ticked) }));
  return { browser, answer };
}

async function epochOf(world: World, { email }: TestPerson): Promise<number> {
  return (await world.server.countersign.db.people.byEmail(email))?.user.epoch ?? Number.NaN;
}

const fieldsOf = ({ page }: Answer) =>
  page.querySelectorAll('main input').map((input) => input.getAttribute('name'));

describe('the page changes', () => {
  itIsSound(filled(changesPage, changesModel), {
    fields: ['what', 'chosen', 'until_date', 'until_time', 'reason'],
    actions: ['continue'],
  });
  itIsSound(
    filled(changesPage, resetsModel),
    { fields: ['what', 'matching', 'word'], actions: ['continue'] },
    'changes, of passwords,',
  );

  it('M8: tells whom a change affects, whom it skips and why, and writes nothing before it is confirmed', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await choose(world, 'remind', [world.mina, world.tomas]);
    expect(answer.name).to.equal('changes');
    expect(mainText(answer)).to.include('One member is reminded.').and.include('One is skipped');
    expect(mainText(answer)).to.include(`${world.tomas.email}nothing to remind of`);
    const before = (await mailsTo(world.server, world.mina.email)).length;
    const done = await browser.submit(answer);
    expect([done.name, noticeOf(done)]).to.deep.equal(['members', 'One member was reminded; skipped: 1.']);
    expect(await mailsTo(world.server, world.mina.email)).to.have.length(before + 1);
  });

  it('M12, M13: exempts several until an instant, with a reason, and lets them follow the rule again', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await choose(world, 'exempt', [world.mina, world.tomas]);
    expect(fieldsOf(answer)).to.include.members(['until_date', 'until_time', 'reason']);
    const past = await browser.submit(answer, { until_date: '2020-01-01' });
    expect([past.status, past.name]).to.deep.equal([422, 'changes']);
    const done = await browser.submit(past, { until_date: '2999-01-01', reason: 'New phones' });
    expect(noticeOf(done)).to.equal('2 members were exempted.');
    const mina = await world.server.countersign.db.people.byEmail(world.mina.email);
    expect(mina?.memberships[0]?.member).to.include({ override: 'exempt', overrideReason: 'New phones' });
  });

  it('L4: resets the passwords of those whom the organization manages, and skips oneself', async () => {
    const world = await createWorld();
    const { browser, answer } = await choose(world, 'reset_passwords', [world.mina, world.olivia]);
    expect(mainText(answer)).to.include('The password of one member is reset.').and.include('that is you');
    const done = await browser.submit(answer);
    expect(noticeOf(done)).to.equal('One password was reset, and a link was mailed; skipped: 1.');
    const mails = await mailsTo(world.server, world.mina.email);
    expect(mails.some(({ text }) => text.includes('/password/reset/'))).to.equal(true);
  });

  it('L4: wants the short name typed before everybody’s password is reset, and keeps what was typed', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/members`;
    const { browser } = await enterArea(address, world.olivia);
    const all = await browser.follow(await browser.post(`${address}?all=1`, { action: 'reset_passwords' }));
    expect(mainText(all)).to.include(`type ${world.slug}`);
    const epochBefore = await epochOf(world, world.mina);
    for (const word of ['', 'acm']) {
      const refused = await browser.submit(all, { word });
      expect([refused.status, refused.name]).to.deep.equal([422, 'changes']);
      const field = refused.page.querySelector('[name=word]');
      expect([field?.getAttribute('aria-invalid'), field?.getAttribute('value') ?? '']).to.deep.equal([
        'true',
        word,
      ]);
    }
    expect(await epochOf(world, world.mina)).to.equal(epochBefore);
    const done = await browser.submit(all, { word: ` ${world.slug.toUpperCase()} ` });
    expect(noticeOf(done)).to.include('passwords were reset');
    expect(await epochOf(world, world.mina)).to.be.above(epochBefore);
  });

  it('says that nobody was chosen, and asks a plan without enforcement for nothing', async () => {
    const world = await createWorld({ plan: 'free' });
    const address = `${world.server.issuer}/console/${world.slug}/members`;
    const { browser, answer } = await enterArea(`${address}/changes`, world.olivia);
    expect(mainText(answer)).to.include('Nobody is chosen.');
    expect((await browser.post(`${address}/changes`, {})).status).to.equal(404);
    const refused = await browser.post(address, { action: 'require', [await idOf(world, world.mina)]: 'on' });
    expect([refused.status, (await browser.follow(refused)).name]).to.deep.equal([409, 'members']);
  });

  it('makes of more than 200 a job with a page of its own', async () => {
    const world = await crowdedWorld();
    const address = `${world.server.issuer}/console/${world.slug}/members`;
    const { browser } = await enterArea(address, world.olivia);
    const chosen = await browser.follow(await browser.post(`${address}?all=1`, { action: 'require' }));
    expect(mainText(chosen))
      .to.include(`required of ${crowd + 3} members`)
      .and.include('There are many of them');
    const job = await browser.submit(chosen);
    expect([job.name, job.page.querySelector('progress') === null]).to.deep.equal(['job', false]);
    expect((await chosenIn(world)).chosen).to.equal(0);
  });

  it('M8: changes those alone who are ticked, where the filter of the list finds more', async () => {
    const world = await createWorld();
    const { browser, answer } = await choose(world, 'exempt', [world.tomas], '?role=member');
    expect(mainText(answer)).to.include('One member is exempted.').and.not.include('skipped');
    expect(noticeOf(await browser.submit(answer))).to.equal('One member was exempted.');
    const { db } = world.server.countersign;
    const overrides = [world.tomas, world.mina].map(async ({ email }) => {
      const person = await db.people.byEmail(email);
      return person?.memberships[0]?.member.override;
    });
    expect(await Promise.all(overrides)).to.deep.equal(['exempt', 'inherit']);
  });
});

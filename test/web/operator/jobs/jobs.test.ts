import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { Refusal } from '../../../../src/refusal/refusal.ts';
import { jobsPage } from '../../../../src/web/operator/jobs/jobs.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import type { Browser } from '../../../harness/browser.ts';
import { lostMail } from '../../../harness/dead-letters.ts';
import { mailsTo } from '../../../harness/mails.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { jobsModel } from './support/models.ts';

describe('the jobs and mail of the installation', () => {
  itIsSound(filled(jobsPage, jobsModel), {
    fields: ['letter', 'letter', 'letter'],
    actions: ['retry', 'retry', 'retry', 'retry-all', 'test-mail'],
  });

  it('tells each kind apart, and offers nothing where there is nothing', () => {
    const page = parse(drawn(filled(jobsPage, jobsModel)));
    const rows = page.querySelectorAll('[aria-labelledby=letters] tbody tr').map(({ text }) => text);
    expect(rows[0]).to.include('ann@acme.example').and.include('enrollment-reminder').and.include('550');
    expect(rows[1]).to.include('crm').and.include('it answered 502');
    expect(rows[2]).to.include('12 people');
    expect(rows[3]).to.include('No sealing key opens it').and.not.to.include('Try again');
    const calm = parse(drawn(filled(jobsPage, { ...jobsModel, letters: [], next: null, isFirst: true })));
    expect(calm.querySelectorAll('button[value=retry-all]')).to.have.length(0);
    expect(calm.text).to.include('Nothing has failed for good');
  });

  let world: World;
  let browser: Browser;
  const at = (local: string) => `${local}@${world.slug}.example`;
  const address = () => `${world.server.issuer}/operator/jobs`;
  const db = () => world.server.countersign.db;

  before(async () => {
    world = await createWorld();
    await db().sql('DELETE FROM pgboss.job');
    ({ browser } = await enterOperator(world, '/operator/jobs'));
  });

  it('are in the navigation, and lists what failed for good, which the overview counts', async () => {
    await lostMail(db(), at('ann'));
    const page = await browser.open(address());
    expect(page.page.querySelector('nav.tabs a[aria-current=page]')?.text).to.equal('Jobs and mail');
    expect(page.page.querySelector('[aria-labelledby=letters] tbody')?.text).to.include(at('ann'));
    const overview = await browser.open(`${world.server.issuer}/operator`);
    expect(overview.page.querySelector('[aria-labelledby=health]')?.text).to.include('1 failed for good');
  });

  it('try one again, and say that it is gone when it was seen to already', async () => {
    const id = await lostMail(db(), at('bob'));
    const page = await browser.open(address());
    const done = await browser.submit(page, { action: 'retry', letter: id });
    expect(noticeOf(done)).to.include('It is tried again now.');
    expect(await mailsTo(world.server, at('bob'))).to.have.length(1);
    const again = await browser.submit(page, { action: 'retry', letter: id });
    expect(noticeOf(again)).to.include('Somebody else');
    expect(await mailsTo(world.server, at('bob'))).to.have.length(1);
    const event = await newestEvent(world, 'dead_letter.retried');
    expect(event?.actor.kind).to.equal('operator');
    expect((await browser.post(address(), { action: 'retry', letter: 'x' })).status).to.equal(303);
  });

  it('try all again', async () => {
    for (const name of ['a', 'b']) await lostMail(db(), at(name));
    const count = (await db().deadLetters.page(null, 99)).length;
    const done = await browser.submit(await browser.open(address()), { action: 'retry-all' });
    expect(noticeOf(done)).to.include(`${count} are tried again now.`);
    expect(await db().deadLetters.page(null, 9)).to.deep.equal([]);
    expect(await mailsTo(world.server, at('b'))).to.have.length(1);
  });

  it('lead from page to page', async () => {
    for (let index = 0; index < 52; index += 1) await lostMail(db(), at(`n${index}`));
    const first = await browser.open(address());
    const rows = () => first.page.querySelectorAll('[aria-labelledby=letters] tbody tr');
    expect(rows()).to.have.length(50);
    const next = first.page.querySelector('footer a')?.getAttribute('href') ?? '';
    const second = await browser.open(new URL(next.replaceAll('&amp;', '&'), world.server.issuer).href);
    expect(second.page.querySelectorAll('[aria-labelledby=letters] tbody tr')).to.have.length(2);
    expect(second.page.querySelector('footer a[href="/operator/jobs"]')?.text).to.equal('First page');
    expect((await browser.open(`${address()}?after=x`)).status).to.equal(404);
  });

  it('send a test mail to whoever asks, and say what the mail server said where it did not take it', async () => {
    const page = await browser.open(address());
    const done = await browser.submit(page, { action: 'test-mail' });
    expect(noticeOf(done)).to.include(world.olivia.email);
    const subjects = world.server.mailbox.messages().filter(({ to }) => to === world.olivia.email);
    expect(subjects.map(({ subject }) => subject)).to.include('Countersign: a test mail');
    const refused = new Refusal('mail_not_sent', { reason: 'ECONNREFUSED CONN' });
    const problem = { code: refused.code, field: null, detail: refused.detail };
    expect(drawn(filled(jobsPage, { ...jobsModel, problem }))).to.include('ECONNREFUSED CONN');
  });
});

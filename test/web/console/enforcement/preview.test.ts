import { expect } from 'chai';
import { previewPage } from '../../../../src/web/console/enforcement/preview.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { type ApiClient, operatorOf } from '../../../harness/api.ts';
import { enterArea, noticeOf, passChallenge } from '../../../harness/areas.ts';
import type { Answer, Browser } from '../../../harness/browser.ts';
import { changed } from '../../../harness/members.ts';
import { createWorld, seed, signIn, type World } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { sendFilled } from './support/filled-form.ts';
import { outdatedModel, previewModel } from './support/models.ts';

const seen = ['members', 'calm', 'notProtected', 'signedOut', 'lockedOut', 'exempt', 'invitations'];

const hidden = [
  ...Object.keys(previewModel.draft),
  'version',
  ...[...seen, 'standing'].map((name) => `seen_${name}`),
];

/** A Tuesday far ahead, at nine. */
const someday = { date: '2030-01-08', time: '09:00' };

describe('the page preview of enforcement', () => {
  itIsSound(filled(previewPage, previewModel), {
    fields: hidden,
    actions: ['test_mail', 'edit', 'edit', 'edit', 'remind', 'download', 'continue', 'edit'],
  });
  itIsSound(
    filled(previewPage, outdatedModel),
    {
      fields: hidden,
      actions: ['test_mail', 'edit', 'edit', 'edit', 'edit', 'remind', 'download', 'edit'],
    },
    'preview, outdated and stopped,',
  );

  let world: World;
  let api: ApiClient;
  let browser: Browser;
  let form: Answer;

  beforeEach(async () => {
    world = await createWorld();
    api = await operatorOf(world);
    const address = `${world.server.issuer}/console/${world.slug}/enforcement`;
    ({ browser, answer: form } = await enterArea(address, world.olivia));
  });

  const mainOf = ({ page }: Answer) => page.querySelector('main')?.text.replaceAll(/\s+/g, ' ') ?? '';
  const policy = async () => (await api.get(`/organizations/${world.slug}/enforcement`)).body;

  it('says who notices what and when, without changing anything', async () => {
    const preview = await sendFilled(browser, form, someday);
    expect(preview.url).to.match(/\/enforcement\/preview\?kept$/);
    const text = mainOf(preview);
    expect(text).to.include(`From 8 January 2030, 09:00, everyone in ${world.slug.toUpperCase()} signs in`);
    expect(text).to.include('2 members notice nothing. One has to set it up by then.');
    const row = preview.page.querySelector('tbody tr');
    expect(row?.querySelector('th a')?.text).to.equal('Mina');
    expect(row?.text).to.include(world.mina.email);
    expect(text).to.include('Who needs a second step').and.to.include('End at that instant');
    expect(text).not.to.include('The date is');
    expect(await policy()).to.include({ state: 'off' });
  });

  it('M9: turns it on with one button that says for how many, and says so', async () => {
    const preview = await sendFilled(browser, form, someday);
    const button = preview.page.querySelector('button[value=continue]');
    expect(button?.text).to.equal('Turn on for 3 members');
    const done = await sendFilled(browser, preview);
    expect(done.name).to.equal('enforcement');
    expect(noticeOf(done)).to.include('Enforcement is on. Not protected yet: one, who is mailed');
    expect(await policy()).to.deep.include({
      state: 'scheduled',
      required: 'everyone',
      activation: { deadline: '2030-01-08T09:00:00.000Z' },
      sessions: 'end_at_deadline',
    });
  });

  it('ruling 5: keeps the word of the preset where the date is the coming midnight', async () => {
    const preview = await sendFilled(browser, form);
    expect(mainOf(preview)).to.include('The date is at night.').and.to.include('less than 24 hours away');
    await sendFilled(browser, preview);
    expect(await policy()).to.include({ preset: 'by-midnight' });
  });

  it('shows what has changed since, beside what was seen, and turns on nothing that was not seen', async () => {
    const preview = await sendFilled(browser, form, someday);
    const more = { email: `new@${world.slug}.example`, password: 'correct horse battery staple' };
    await seed(world.server, {
      users: [{ ...more, email_verified: true }],
      organizations: [{ slug: world.slug, members: [{ email: more.email, role: 'member' }] }],
    });
    const refused = await sendFilled(browser, preview);
    expect([refused.status, refused.name]).to.deep.equal([409, 'preview']);
    const rows = refused.page.querySelectorAll('#meanwhile + table tbody tr').map(({ text }) => text.trim());
    expect(rows.slice(0, 3)).to.deep.equal(['Members34', 'Notice nothing22', 'Not protected12']);
    expect(await policy()).to.include({ state: 'off' });
    const done = await sendFilled(browser, refused);
    expect(done.name).to.equal('enforcement');
  });

  it('says that somebody else saved another rule meanwhile, with theirs beside one’s own', async () => {
    const preview = await sendFilled(browser, form, someday);
    const theirs = { preset: 'all-at-once', grace_days: 7 };
    expect((await api.put(`/organizations/${world.slug}/enforcement`, theirs)).status).to.equal(200);
    const refused = await sendFilled(browser, preview);
    expect(mainOf(refused)).to.include('Somebody else has saved another rule.');
    const grace = refused.page.querySelectorAll('table.listed tr').find(({ text }) => text.includes('Grace'));
    expect(grace?.querySelectorAll('td').map(({ text }) => text.trim())).to.deep.equal([
      'Today7 days',
      'AfterNone',
    ]);
  });

  it('D2: is stopped by members who are not protected where all have to be, with the list', async () => {
    const preview = await sendFilled(browser, form, { preset: 'everyone-ready' });
    expect(preview.page.querySelector('.banner.bad')?.text).to.include('One member is not protected');
    expect(preview.page.querySelector('button[value=continue]')).to.equal(null);
    expect(preview.page.querySelector('tbody tr')?.text).to.include(world.mina.email);
    const forced = await sendFilled(browser, preview, { action: 'continue' });
    expect(forced.status).to.equal(409);
    expect(mainOf(forced)).to.include('Some members have no second step yet');
  });

  it('reminds those who are not protected, once within a day, and stays where it was', async () => {
    const preview = await sendFilled(browser, form, someday);
    const again = await sendFilled(browser, preview, { action: 'remind' });
    expect([again.name, noticeOf(again)]).to.deep.equal(['preview', 'One member was reminded.']);
    const twice = await sendFilled(browser, again, { action: 'remind' });
    expect(noticeOf(twice)).to.include('0 members were reminded. Skipped: 1');
  });

  it('has all of it in a file, for who has proven a second step lately', async () => {
    const preview = await sendFilled(browser, form, someday);
    const file = await sendFilled(browser, preview, { action: 'download' });
    expect(file.headers.get('content-disposition')).to.equal(
      `attachment; filename="${world.slug}-preview.csv"`,
    );
    expect(file.body.trim().split(/\r?\n/)).to.deep.equal([
      'email,not_protected,signed_out_at,needs_help,exempt,invited',
      `${world.mina.email},yes,,no,no,no`,
    ]);
  });

  it('has in its file who is exempt as well', async () => {
    await changed(api, world, world.mina, { override: 'exempt', reason: 'phone at repair' });
    const preview = await sendFilled(browser, form, someday);
    const file = await sendFilled(browser, preview, { action: 'download' });
    expect(file.body.trim().split(/\r?\n/).slice(1)).to.deep.equal([`${world.mina.email},no,,no,yes,no`]);
  });

  it('ruling 14: loosening asks for the second step first, and keeps what was filled in', async () => {
    expect(
      (await api.put(`/organizations/${world.slug}/enforcement`, { preset: 'all-at-once' })).status,
    ).to.equal(200);
    await world.server.countersign.db.sql(
      `UPDATE session_records SET proofs = jsonb_set(proofs, '{totpAt}', to_jsonb((proofs->>'totpAt')::bigint - 600000))
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.olivia.email],
    );
    const change = await browser.open(`${world.server.issuer}/console/${world.slug}/enforcement/change`);
    const preview = await sendFilled(browser, change, { self_disable: 'remove' });
    expect(preview.page.querySelector('main .note')?.text).to.include(
      'You will be asked for your second step',
    );
    const asked = await sendFilled(browser, preview);
    expect(asked.name).to.equal('challenge');
    const back = await passChallenge(browser, asked, { person: world.olivia, step: 1 });
    expect(back.name).to.equal('preview');
    expect(await policy()).to.include({ self_disable: 'forbid' });
    const saved = await sendFilled(browser, back);
    expect(noticeOf(saved)).to.equal('The rule was saved.');
    expect(await policy()).to.include({ self_disable: 'remove' });
  });

  it('leads back to the form where what was sent is no rule, whatever the button', async () => {
    const { url } = await sendFilled(browser, form, someday);
    const address = url.replace('?kept', '');
    const wrong = { required: 'everyone', activation: 'deadline', date: 'x' };
    for (const action of ['continue', 'remind', 'download', 'test_mail', 'edit']) {
      const sent = await browser.post(address, { action, ...wrong });
      expect([sent.status, sent.location?.includes('/enforcement/change')], action).to.deep.equal([
        303,
        true,
      ]);
    }
    expect((await browser.open(`${address}?kept`)).status).to.equal(200);
    expect(await policy()).to.include({ required: 'nobody' });
  });

  it('leads back to the form with everything filled in, and has nothing to say without one', async () => {
    const preview = await sendFilled(browser, form, someday);
    const change = await sendFilled(browser, preview, { action: 'edit' });
    expect(change.name).to.equal('change');
    expect(change.page.querySelector('#date')?.getAttribute('value')).to.equal(someday.date);
    const empty = await browser.open(preview.url.replace('?kept', ''));
    expect(mainOf(empty)).to.include('There is nothing to preview');
  });

  it('warns of no date where the rule starts at once', async () => {
    const preview = await sendFilled(browser, form, { activation: 'immediately', sessions: 'keep' });
    expect(mainOf(preview)).to.include('At once, everyone in').and.not.include('The date is');
  });

  it('counts a protected member whose session ends among those who notice something', async () => {
    await signIn(world.application, world.tomas);
    const path = `/organizations/${world.slug}/enforcement`;
    const rule = { required: 'everyone', activation: 'immediately', sessions: 'end_now' };
    expect((await api.put(path, rule)).status).to.equal(200);
    // Another app than at that instant: the rule has ended his session (ruling 6).
    await world.server.countersign.db.sql(
      `UPDATE authenticators SET confirmed_at = now() + interval '1 second'
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.tomas.email],
    );
    const change = await browser.open(`${world.server.issuer}/console/${world.slug}/enforcement/change`);
    const preview = await sendFilled(browser, change, { self_disable: 'remove' });
    const figures = preview.page.querySelectorAll('.figures dd').map(({ text }) => text);
    expect(figures.slice(0, 3), 'notice nothing, not protected, signed out').to.deep.equal(['1', '1', '1']);
  });
});

import { expect } from 'chai';
import { parse } from 'node-html-parser';
import type { Entitlement } from '../../../../src/plans/entitlement.ts';
import { settingsPage } from '../../../../src/web/console/settings/settings.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { languages } from '../../../../src/web/words/language.ts';
import { apiOf } from '../../../harness/api.ts';
import { enterArea, noticeOf, passChallenge } from '../../../harness/areas.ts';
import { type Answer, Browser } from '../../../harness/browser.ts';
import { travel, travelHome } from '../../../harness/clock.ts';
import { mailedLink, mailsTo } from '../../../harness/mails.ts';
import { clientOfOrganization, joinedBy } from '../../../harness/members.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { overtakenModel, settingsModel } from './support/models.ts';

const textOf = (model: typeof settingsModel, part: string) =>
  parse(drawn(filled(settingsPage, model)))
    .querySelector(`[aria-labelledby=${part}]`)
    ?.text.replaceAll(/\s+/g, ' ') ?? '';

const typed = ({ page }: Pick<Answer, 'page'>, name: string) =>
  page.querySelector(`input[name=${name}]`)?.getAttribute('value');

const chosen = ({ page }: Pick<Answer, 'page'>, name: string) =>
  page.querySelector(`select[name=${name}] option[selected]`)?.getAttribute('value');

const isOn = ({ page }: Pick<Answer, 'page'>, name: string) =>
  page.querySelector(`input[name=${name}]`)?.hasAttribute('checked');

describe('the page settings', () => {
  const fields = [
    'version',
    'name',
    'notification_email',
    'show_notification_email',
    'members_may_leave',
    'join_by_domain',
  ];
  itIsSound(filled(settingsPage, settingsModel), { fields, actions: ['continue'] });
  itIsSound(
    filled(settingsPage, overtakenModel),
    { fields, actions: ['ask_address', 'continue'] },
    'settings that were overtaken',
  );

  it('ruling 16: says that an announced deadline does not move with the zone', () => {
    expect(textOf(settingsModel, 'about')).to.include(
      'The deadline of 1 December 2026, 00:00 does not move with it.',
    );
    expect(textOf(overtakenModel, 'about')).not.to.include('deadline');
  });

  it('T14: says what happens when the trial ends, and when it has', () => {
    expect(textOf(settingsModel, 'plan')).to.include('Then enforcement is switched off');
    expect(textOf(overtakenModel, 'plan')).to.include('Enforcement is off.');
    const none = { ...settingsModel, plan: { ...settingsModel.plan, trialEndsAt: null } };
    expect(textOf(none, 'plan')).to.match(/Trial ?None/);
    expect(textOf(settingsModel, 'plan')).to.include('51 of 55 in use (50 included and 5 added)');
  });

  it('has words for each entitlement, in each language', () => {
    const all: readonly Entitlement[] = ['allowed', 'not_allowed', 'trial_ended', 'unknown_plan'];
    const said = languages.flatMap((language) =>
      all.map((entitlement) => {
        const model = { ...settingsModel, language, plan: { ...settingsModel.plan, entitlement } };
        return textOf(model, 'plan');
      }),
    );
    expect(new Set(said).size).to.equal(said.length);
  });

  let world: World;
  let address: string;

  beforeEach(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/console/${world.slug}/settings`;
  });

  afterEach(travelHome);

  it('saves what was typed, and is in the new zone from then on', async () => {
    const { browser, answer } = await enterArea(address, world.olivia);
    const saved = await browser.submit(answer, {
      name: ' Acme  Ltd ',
      zone: 'Asia/Tokyo',
      language: 'fr',
      notification_email: `IT@${world.slug}.example`,
      members_may_leave: 'on',
    });
    expect(noticeOf(saved)).to.equal('The settings were saved.');
    expect([typed(saved, 'name'), typed(saved, 'notification_email')]).to.deep.equal([
      'Acme Ltd',
      `it@${world.slug}.example`,
    ]);
    expect([isOn(saved, 'members_may_leave'), isOn(saved, 'join_by_domain')]).to.deep.equal([true, false]);
    expect(saved.page.querySelector('.zone')?.text).to.equal('Times in Asia/Tokyo');
    expect(chosen(saved, 'language')).to.equal('fr');
    const again = await browser.submit(saved, {
      name: 'Acme',
      zone: 'UTC',
      language: '',
      notification_email: '',
    });
    expect(chosen(again, 'language')).to.equal('');
    expect([typed(again, 'notification_email'), isOn(again, 'members_may_leave')]).to.deep.equal([
      undefined,
      false,
    ]);
  });

  it('says that the notification address has not agreed yet, and mails it again', async () => {
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(answer.page.querySelector('#waiting')).to.equal(null);
    const it = `it@${world.slug}.example`;
    const saved = await browser.submit(answer, { name: 'Acme', zone: 'UTC', notification_email: it });
    expect(saved.page.querySelector('#waiting')?.text).to.equal(`${it} has not agreed yet`);
    const again = await browser.follow(await browser.post(address, { action: 'ask_address' }));
    expect(noticeOf(again)).to.equal('The mail is on its way.');
    expect(await mailsTo(world.server, it)).to.have.length(2);
  });

  it('says nothing of a notification address any more once its mailbox has agreed', async () => {
    const { browser, answer } = await enterArea(address, world.olivia);
    const it = `it@${world.slug}.example`;
    await browser.submit(answer, { name: 'Acme', zone: 'UTC', notification_email: it });
    const mailbox = new Browser();
    const link = await mailedLink(world.server, it, '/account/notification-address/');
    await mailbox.submit(await mailbox.open(link));
    const agreed = await browser.open(address);
    expect(typed(agreed, 'notification_email')).to.equal(it);
    expect(agreed.page.querySelector('#waiting')).to.equal(null);
  });

  it('refuses what the API refuses, beside its field', async () => {
    const { browser, answer } = await enterArea(address, world.olivia);
    const good = { name: 'Acme', zone: 'UTC', notification_email: '' };
    for (const wrong of [
      { name: '' },
      { name: 'see www.evil.example' },
      { zone: 'Mars/Olympus' },
      { language: 'sv' },
      { notification_email: 'it at acme' },
    ]) {
      const refused = await browser.submit(answer, { ...good, ...wrong });
      const [[name = '', value = ''] = []] = Object.entries(wrong);
      expect(refused.page.querySelector(`#${name}-problem`), value).not.to.equal(null);
      if (name !== 'zone' && name !== 'language') expect(typed(refused, name) ?? '').to.equal(value);
    }
    expect((await browser.open(address)).page.querySelector('.zone')?.text).to.equal('Times in UTC');
  });

  it('asks for a second step before people may join by themselves, and keeps what was typed', async () => {
    const { browser, answer } = await enterArea(address, world.olivia);
    travel(6 * 60);
    const form = { name: 'Acme', zone: 'UTC', notification_email: '', join_by_domain: 'on' };
    const challenge = await browser.submit(answer, form);
    expect(challenge.name).to.equal('challenge');
    const back = await passChallenge(browser, challenge, { person: world.olivia });
    expect([typed(back, 'name'), isOn(back, 'join_by_domain')]).to.deep.equal(['Acme', true]);
    const saved = await browser.submit(back, form);
    expect([noticeOf(saved), isOn(saved, 'join_by_domain')]).to.deep.equal([
      'The settings were saved.',
      true,
    ]);
  });

  it('shows what somebody else has saved meanwhile beside what was typed, and saves the second time', async () => {
    const { browser, answer } = await enterArea(address, world.olivia);
    const api = await apiOf(world, world.olivia, { step: 1 });
    await api.patch(`/organizations/${world.slug}`, { name: 'Theirs', members_may_leave: true });
    const form = { name: 'Mine', zone: 'UTC', notification_email: '' };
    const refused = await browser.submit(answer, form);
    expect(refused.status).to.equal(412);
    const theirs = refused.page.querySelectorAll('[aria-labelledby=theirs] .facts > div');
    expect(theirs.map(({ text }) => text.replaceAll(/\s+/g, ' ').trim())).to.deep.equal([
      'NameTheirs',
      'Members may leaveYes',
    ]);
    expect(typed(refused, 'name')).to.equal('Mine');
    const saved = await browser.submit(refused, form);
    expect([noticeOf(saved), typed(saved, 'name')]).to.deep.equal(['The settings were saved.', 'Mine']);
  });

  it('lists the applications of the organization and nobody else’s', async () => {
    await clientOfOrganization(world.server, world.slug, { client_name: 'Seat report' });
    const { answer } = await enterArea(address, world.olivia);
    const rows = answer.page.querySelectorAll('[aria-labelledby=clients] tbody tr');
    expect(rows.map((row) => row.querySelector('th')?.text)).to.deep.equal([`Seat report${world.slug}-own`]);
    expect(answer.body).not.to.include('secret-of');
  });

  it('is for administrators too, and not for members', async () => {
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const { answer } = await enterArea(address, ada);
    expect(answer.page.querySelector('.head .faint')?.text).to.include('as an administrator of');
    expect((await enterArea(address, world.mina)).answer.status).to.equal(404);
  });
});

import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { profilePage } from '../../../src/web/account/profile.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { apiOf } from '../../harness/api.ts';
import { enterArea, noticeOf } from '../../harness/areas.ts';
import type { Answer } from '../../harness/browser.ts';
import { createWorld, password, type World } from '../../harness/world.ts';
import { linkTo } from '../../self-service/support/people.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { profileModel } from './support/models.ts';

const selected = ({ page }: Pick<Answer, 'page'>, field: string) =>
  page.querySelector(`select[name=${field}] option[selected]`)?.getAttribute('value');

const typed = ({ page }: Answer) => page.querySelector('input[name=name]')?.getAttribute('value');

describe('the page profile', () => {
  itIsSound(filled(profilePage, profileModel), {
    fields: ['name'],
    actions: ['continue', 'resend', 'cancel'],
  });

  it('says until when a new address is no proof, and nothing of it otherwise', () => {
    expect(drawn(filled(profilePage, profileModel))).to.include('Until 1 December 2026, 00:00, a code');
    const old = drawn(filled(profilePage, { ...profileModel, emailProvesFrom: null }));
    expect(old).not.to.include('a code sent to it');
  });

  it('says which addresses have still to agree', () => {
    const pending = { newEmail: 'ann@globex.example', until: 0 };
    const waiting = (state: 'new' | 'old' | 'both') =>
      parse(drawn(filled(profilePage, { ...profileModel, pending: { ...pending, state } }))).querySelector(
        '[aria-labelledby=pending] div:nth-child(2) dd',
      )?.text;
    expect(waiting('new')).to.equal('The new address, ann@globex.example');
    expect(waiting('old')).to.equal('Your present address, ann@acme.example');
    expect(waiting('both')).to.equal('Both: ann@globex.example and your present address, ann@acme.example');
  });

  let world: World;
  let address: string;

  beforeEach(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/account/profile`;
  });

  it('saves name, language and time zone, and is in them from then on', async () => {
    const { browser, answer } = await enterArea(address, world.mina);
    expect([typed(answer), selected(answer, 'locale'), selected(answer, 'zoneinfo')]).to.deep.equal([
      'Mina',
      '',
      '',
    ]);
    expect(answer.page.querySelector('.zone')?.text).to.equal('Times in UTC');
    await browser.open(`${address}?language=fr`);
    const fields = { name: ' Mina  Okafor ', locale: 'nl', zoneinfo: 'America/New_York' };
    const saved = await browser.submit(answer, fields);
    expect(noticeOf(saved)).to.equal('Uw profiel is opgeslagen.');
    expect([typed(saved), selected(saved, 'locale'), selected(saved, 'zoneinfo')]).to.deep.equal([
      'Mina Okafor',
      'nl',
      'America/New_York',
    ]);
    expect(saved.page.querySelector('.zone')?.text).to.equal('Tijden in America/New_York');
    const api = await apiOf(world, world.mina);
    expect((await api.get('/me')).body).to.include({ name: 'Mina Okafor' });
  });

  it('removes what is left empty', async () => {
    const { browser, answer } = await enterArea(address, world.mina);
    await browser.submit(answer, { name: 'Mina', locale: 'de', zoneinfo: 'Asia/Tokyo' });
    const removed = await browser.submit(answer, { name: '', locale: '', zoneinfo: '' });
    expect([typed(removed), selected(removed, 'locale'), selected(removed, 'zoneinfo')]).to.deep.equal([
      undefined,
      '',
      '',
    ]);
    expect(removed.page.querySelector('.who')?.text).to.equal(world.mina.email);
  });

  it('keeps the region of a language, and a language that pages do not have', async () => {
    const { browser, answer } = await enterArea(address, world.mina);
    const { sql } = world.server.countersign.db;
    for (const [locale, shown] of [
      ['nl-BE', 'nl'],
      ['es', ''],
    ]) {
      await sql(`UPDATE users SET profile = $2 WHERE email = $1`, [world.mina.email, { locale }]);
      await browser.submit(answer, { name: 'Mina', locale: shown ?? '', zoneinfo: 'Asia/Tokyo' });
      const rows = await sql<{ profile: object }>('SELECT profile FROM users WHERE email = $1', [
        world.mina.email,
      ]);
      expect(rows[0]?.profile).to.deep.equal({ locale, zoneinfo: 'Asia/Tokyo' });
    }
  });

  it('refuses a name that leads away, and what is in no list, and keeps what was typed', async () => {
    const { browser, answer } = await enterArea(address, world.mina);
    const fields = { name: 'see www.evil.example', locale: 'de', zoneinfo: 'Asia/Tokyo' };
    const named = await browser.submit(answer, fields);
    expect([named.status, named.page.querySelector('#name-problem')?.text]).to.deep.equal([
      422,
      'Error: This name is not allowed',
    ]);
    expect([typed(named), selected(named, 'zoneinfo')]).to.deep.equal([fields.name, 'Asia/Tokyo']);
    for (const wrong of [{ locale: 'xx' }, { zoneinfo: 'Mars/Olympus' }]) {
      const refused = await browser.submit(answer, { name: 'Mina', ...wrong });
      const [field] = Object.keys(wrong);
      expect(refused.page.querySelector(`#${field}-problem`)?.text).to.include('This is not in the list');
    }
  });

  it('shows a change of address that waits, mails it again, and takes it back', async () => {
    const api = await apiOf(world, world.greta);
    const wanted = `greta@new.${world.slug}.example`;
    await api.post('/me/email', { password, new_email: wanted });
    const first = await linkTo(world, wanted, '/account/email/');
    const { browser, answer } = await enterArea(address, world.greta);
    expect(answer.page.querySelector('[aria-labelledby=pending]')?.text).to.include(`Both: ${wanted}`);
    const again = await browser.submit(answer, { action: 'resend' });
    expect(noticeOf(again)).to.include('The links were mailed again.');
    expect(await linkTo(world, wanted, '/account/email/')).not.to.equal(first);
    const cancelled = await browser.submit(again, { action: 'cancel' });
    expect(noticeOf(cancelled)).to.equal(
      `The change was cancelled. Your address is still ${world.greta.email}.`,
    );
    expect(cancelled.page.querySelector('[aria-labelledby=pending]')).to.equal(null);
    const gone = await browser.submit(again, { action: 'resend' });
    expect([gone.name, noticeOf(gone)]).to.deep.equal(['profile', null]);
  });
});

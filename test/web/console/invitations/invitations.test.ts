import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { invitationsPage } from '../../../../src/web/console/invitations/invitations.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf, passChallenge } from '../../../harness/areas.ts';
import type { Answer } from '../../../harness/browser.ts';
import { travel, travelHome } from '../../../harness/clock.ts';
import { mailedLink } from '../../../harness/invitations.ts';
import { deliver, mailsTo } from '../../../harness/mails.ts';
import { joinedBy } from '../../../harness/members.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { atInvitations, pendingOn } from './support/console.ts';
import { fullModel, invitationsModel } from './support/models.ts';

describe('the page invitations', () => {
  itIsSound(filled(invitationsPage, invitationsModel), {
    fields: ['seats', 'pick-i1', 'pick-i2', 'addresses', 'role', 'language'],
    actions: ['continue', 'seats', 'resend', 'revoke', 'continue'],
  });
  itIsSound(
    filled(invitationsPage, fullModel),
    { fields: ['seats'], actions: ['continue', 'seats'] },
    'invitations without any',
  );

  it('D17: offers to add seats where none is free, and says so where the plan has no more', () => {
    const textOf = (model: typeof fullModel) =>
      parse(drawn(filled(invitationsPage, model))).querySelector('[aria-labelledby=invite]')?.text ?? '';
    expect(textOf(fullModel)).to.include('Add seats and invite').and.include('your plan lets none be added');
    const growing = { ...fullModel, seats: { ...fullModel.seats, most: null } };
    expect(textOf(growing)).to.include('You are told how many are added');
    expect(textOf(invitationsModel)).not.to.include('Add seats');
  });

  it('has no buttons beside an invitation to a role above', () => {
    const rows = parse(drawn(filled(invitationsPage, invitationsModel))).querySelectorAll('tbody tr');
    expect(rows.map((row) => row.querySelectorAll('button').length)).to.deep.equal([2, 2, 0]);
    expect(rows.map((row) => row.querySelectorAll('a[href$=ticket]').length)).to.deep.equal([1, 0, 0]);
    expect(rows[2]?.text).to.include('Only owners change this one.');
  });

  let world: World;
  const at = (name: string) => `${name}@new.${world.slug}.example`;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(travelHome);

  it('D14: invites with a role, and the mail is in the language that was chosen', async () => {
    const { browser, answer } = await atInvitations(world);
    expect(answer.page.querySelector('main')?.text).to.include('Nobody is invited at the moment.');
    const fields = { addresses: at('Nora'), role: 'admin', language: 'fr' };
    const invited = await browser.submit(answer, fields);
    expect([invited.name, noticeOf(invited)]).to.deep.equal(['invitations', '1 person was invited.']);
    expect(pendingOn(invited)).to.deep.equal([at('nora')]);
    expect(invited.page.querySelector('tbody tr')?.text).to.include('Administrator').and.include('by Olivia');
    const [mail] = await mailsTo(world.server, at('nora'));
    expect(mail?.subject).to.include('invitation');
    expect(mail?.text).to.match(/vous/i);
  });

  it('says beside the field that there is no address, and keeps what was typed', async () => {
    const { browser, answer, address } = await atInvitations(world);
    const empty = await browser.submit(answer, { addresses: ' ', role: 'member', language: 'en' });
    expect(empty.status).to.equal(422);
    const many = Array.from({ length: 201 }, (_, index) => at(`n${index}`)).join('\n');
    const long = await browser.submit(answer, { addresses: many, role: 'member', language: 'en' });
    expect([long.status, long.page.querySelector('#addresses-problem')?.text]).to.deep.equal([
      422,
      'Error: This list cannot be read',
    ]);
    expect(long.page.querySelector('textarea')?.text.trim()).to.equal(many);
    for (const wrong of [{ role: 'king' }, { language: 'xx' }, { role: 'member', action: 'nothing' }]) {
      const fields = { addresses: at('nora'), role: 'member', language: 'en', ...wrong };
      expect((await browser.post(address, fields)).status).to.be.within(400, 422);
    }
    expect(pendingOn(await browser.open(address))).to.deep.equal([]);
  });

  it('D15: sends one again, whose link from before no longer works', async () => {
    const { browser, answer } = await atInvitations(world);
    const invited = await browser.submit(answer, { addresses: at('nora'), role: 'member', language: 'en' });
    const first = await mailedLink(world.server, at('nora'));
    const id = invited.page.querySelector('button[name=resend]')?.getAttribute('value') ?? '';
    const again = await browser.submit(invited, { resend: id });
    expect(noticeOf(again)).to.equal('1 invitation was sent again. The link from before no longer works.');
    expect(await mailedLink(world.server, at('nora'))).not.to.equal(first);
    expect((await browser.open(first)).status).to.equal(410);
  });

  it('sends several again, asks for a second step where one has a higher role, and keeps what was chosen', async () => {
    const { browser, answer } = await atInvitations(world);
    await browser.submit(answer, { addresses: at('nora'), role: 'admin', language: 'en' });
    const both = await browser.submit(answer, { addresses: at('otto'), role: 'member', language: 'en' });
    const picks = both.page
      .querySelectorAll('input[type=checkbox]')
      .map((input) => [input.getAttribute('name') ?? '', 'on']);
    travel(6 * 60);
    const chosen = { action: 'resend', ...Object.fromEntries(picks) };
    const challenge = await browser.submit(both, chosen);
    expect(challenge.name).to.equal('challenge');
    const back = await passChallenge(browser, challenge, { person: world.olivia });
    expect(back.page.querySelectorAll('input[type=checkbox][checked]')).to.have.length(2);
    const sent = await browser.submit(back, chosen);
    expect(noticeOf(sent)).to.include('2 invitations were sent again.');
    expect(await mailsTo(world.server, at('otto'))).to.have.length(2);
  });

  it('says that nothing is chosen', async () => {
    const { browser, answer } = await atInvitations(world);
    for (const action of ['resend', 'revoke']) {
      const refused = await browser.submit(answer, { action });
      expect([refused.status, refused.page.querySelector('.problem')?.text]).to.satisfy(
        ([status, text]: [number, string]) => status === 422 && text.includes('Nothing is chosen'),
      );
    }
  });

  it('tells of those that have expired apart, until the person is invited again', async () => {
    const { browser, answer } = await atInvitations(world);
    await browser.submit(answer, { addresses: at('nora'), role: 'member', language: 'en' });
    travel(8 * 24 * 60 * 60);
    const { browser: later, address } = await atInvitations(world);
    for (const isNoted of [false, true]) {
      if (isNoted) await deliver(world.server);
      const expired = await later.open(address);
      const section = expired.page.querySelector('[aria-labelledby=expired]');
      expect(section?.querySelectorAll('strong').map(({ text }) => text)).to.deep.equal([at('nora')]);
      expect(pendingOn(expired)).to.deep.equal([]);
      if (!isNoted) continue;
      const hidden = section?.querySelectorAll('input[type=hidden]') ?? [];
      const fields = hidden.map((input) => [
        input.getAttribute('name') ?? '',
        input.getAttribute('value') ?? '',
      ]);
      const again = await later.submit(expired, Object.fromEntries(fields));
      expect(noticeOf(again)).to.equal('1 person was invited.');
      expect(again.page.querySelector('[aria-labelledby=expired]')).to.equal(null);
    }
  });

  it('shows 50 on a page, and leads on and back', async () => {
    const { browser, answer, address } = await atInvitations(world);
    const names = Array.from({ length: 51 }, (_, index) => at(`n${String(index).padStart(2, '0')}`));
    const fields = { addresses: names.join('\n'), role: 'member', language: 'en' };
    const first = await browser.submit(answer, fields);
    expect(noticeOf(first)).to.equal('51 people were invited.');
    expect(pendingOn(first)).to.have.length(50);
    const next = first.page.querySelector('.rows footer a.button')?.getAttribute('href') ?? '';
    const second = await browser.open(new URL(next, address).href);
    expect(new Set([...pendingOn(first), ...pendingOn(second)])).to.deep.equal(new Set(names));
    expect(second.page.querySelector('.rows footer a')?.getAttribute('href')).to.equal(
      new URL(address).pathname,
    );
    expect((await browser.open(`${address}?after=x`)).status).to.equal(404);
  });

  it('D24: gives administrators no role above theirs, and shows nobody else anything', async () => {
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const address = `${world.server.issuer}/console/${world.slug}/invitations`;
    const { browser, answer } = await enterArea(address, ada);
    const roles = answer.page.querySelectorAll('select[name=role] option');
    expect(roles.map((option) => option.getAttribute('value'))).to.deep.equal(['member', 'admin']);
    const above = { addresses: at('nora'), role: 'owner', language: 'en' };
    expect((await browser.post(address, above)).status).to.equal(422);
    for (const stranger of [world.mina, world.greta])
      expect((await enterArea(address, stranger)).answer.status).to.equal(404);
  });

  it('D15: is about one row alone by the button of that row, even where another one is ticked', async () => {
    const { browser, answer } = await atInvitations(world);
    const addresses = [at('nora'), at('otto')].join('\n');
    const both = await browser.submit(answer, { addresses, role: 'member', language: 'en' });
    const rowOf = (name: string) =>
      both.page.querySelectorAll('tbody tr').find(({ text }) => text.includes(at(name)));
    const id = rowOf('nora')?.querySelector('button[name=resend]')?.getAttribute('value') ?? '';
    const tick = rowOf('otto')?.querySelector('input[type=checkbox]')?.getAttribute('name') ?? '';
    const sent = await browser.submit(both, { resend: id, [tick]: 'on' });
    expect(noticeOf(sent)).to.equal('1 invitation was sent again. The link from before no longer works.');
    expect(await mailsTo(world.server, at('otto'))).to.have.length(1);
    const confirm = await browser.submit(both, { revoke: id, [tick]: 'on' });
    const meant = confirm.page.querySelectorAll('li.item strong').map(({ text }) => text);
    expect(meant).to.deep.equal([at('nora')]);
  });

  it('D15: names those that are not sent again, since their address got too many mails lately', async () => {
    const { browser, answer } = await atInvitations(world);
    const addresses = [at('nora'), at('otto')].join('\n');
    const both = await browser.submit(answer, { addresses, role: 'member', language: 'en' });
    const resend = (page: Answer) =>
      page.page.querySelector('button[name=resend]')?.getAttribute('value') ?? '';
    const ids = both.page
      .querySelectorAll('input[type=checkbox]')
      .map((input) => input.getAttribute('name') ?? '');
    let last = both;
    for (let count = 0; count < 20 && !noticeOf(last)?.includes('Not sent'); count += 1)
      last = await browser.submit(both, { resend: resend(both) });
    const [full] = pendingOn(both);
    expect(noticeOf(last))
      .to.match(/^0 invitations were sent again\. Not sent, .*: /)
      .and.include(full);
    const some = await browser.submit(both, {
      action: 'resend',
      ...Object.fromEntries(ids.map((id) => [id, 'on'])),
    });
    expect(noticeOf(some))
      .to.match(/^1 invitation was sent again\. Not sent, .*: \S+$/)
      .and.include(full);
  });
});

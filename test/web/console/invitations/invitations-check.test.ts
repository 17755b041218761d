import { expect } from 'chai';
import { invitationsCheckPage } from '../../../../src/web/console/invitations/invitations-check.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { apiOf } from '../../../harness/api.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { mailsTo } from '../../../harness/mails.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { answersOn, atInvitations, pendingOn, worldOfSeats } from './support/console.ts';
import { invitationsCheckModel, wrongListModel } from './support/models.ts';

describe('the page invitations-check', () => {
  itIsSound(filled(invitationsCheckPage, invitationsCheckModel), {
    fields: ['missing'],
    actions: ['continue', 'check'],
  });
  itIsSound(
    filled(invitationsCheckPage, wrongListModel),
    { fields: [], actions: ['check', 'leave_out'] },
    'invitations-check of a list with a mistake',
  );
  itIsSound(
    filled(invitationsCheckPage, { ...invitationsCheckModel, canAdd: false }),
    { fields: [], actions: ['check'] },
    'invitations-check without seats to add',
  );

  it('D16: answers each line, and invites those who can be', async () => {
    const world = await worldOfSeats(10);
    const at = (name: string) => `${name}@new.${world.slug}.example`;
    const api = await apiOf(world, world.olivia);
    await api.patch(`/organizations/${world.slug}`, { notification_email: at('it') });
    await api.post(`/organizations/${world.slug}/invitations`, { email: at('bob') });
    const { browser, answer } = await atInvitations(world, 1);
    const lines = ['name,email', `Nora,${at('nora')}`, `Mina,${world.mina.email}`, `Bob,${at('bob')}`];
    const addresses = [...lines, `It,${at('it')}`, `Nora,${at('NORA')}`].join('\n');
    const checked = await browser.submit(answer, { addresses, role: 'member', language: 'en' });
    expect(checked.name).to.equal('invitations-check');
    expect(answersOn(checked)).to.deep.equal([
      [at('nora'), 'Can be invited'],
      [world.mina.email, 'Member already'],
      [at('bob'), 'Invited already'],
      [at('it'), 'Your notification address'],
      [at('NORA'), 'Listed twice'],
    ]);
    expect(await mailsTo(world.server, at('nora'))).to.deep.equal([]);
    expect(checked.page.querySelector('button[value=continue]')?.text).to.equal('Invite 1 person');
    const kept = { addresses, role: 'member', language: 'en' };
    const invited = await browser.submit(checked, kept);
    expect(noticeOf(invited)).to.equal('1 person was invited.');
    expect(pendingOn(invited)).to.deep.equal([at('bob'), at('nora')]);
  });

  it('sends nothing where a line is no address, until it is corrected or left out', async () => {
    const world = await worldOfSeats(10);
    const at = (name: string) => `${name}@new.${world.slug}.example`;
    const { browser, answer } = await atInvitations(world);
    const list = { addresses: `${at('nora')}\nno address`, role: 'member', language: 'en' };
    const checked = await browser.submit(answer, list);
    expect(checked.page.querySelector('.lead')?.text).to.equal('1 line is not an address.');
    expect(checked.page.querySelector('button[value=continue]')).to.equal(null);
    const forced = await browser.submit(checked, { ...list, action: 'continue' });
    expect([forced.name, pendingOn(forced)]).to.deep.equal(['invitations-check', []]);
    const without = await browser.submit(checked, { ...list, action: 'leave_out' });
    expect(answersOn(without)).to.deep.equal([[at('nora'), 'Can be invited']]);
    expect(without.page.querySelector('textarea')?.text.trim()).to.equal(at('nora'));
    const empty = await browser.submit(checked, { ...list, addresses: '', action: 'check' });
    expect([empty.status, empty.page.querySelector('#addresses-problem')?.text]).to.deep.equal([
      422,
      'Error: There is no address',
    ]);
  });

  it('D17: adds as many seats as the button said, and invites, in one step', async () => {
    const world = await worldOfSeats(4);
    const at = (name: string) => `${name}@new.${world.slug}.example`;
    const { browser, answer } = await atInvitations(world);
    const addresses = ['ann', 'bob', 'cid', 'dan'].map(at).join('\n');
    const list = { addresses, role: 'member', language: 'en' };
    const checked = await browser.submit(answer, list);
    expect(checked.page.querySelector('.lead')?.text).to.equal('3 seats are missing.');
    expect(checked.page.querySelector('button[value=continue]')?.text).to.equal('Add 3 seats and invite 4');
    const outdated = await browser.submit(checked, { ...list, missing: '2' });
    expect([outdated.name, pendingOn(outdated)]).to.deep.equal(['invitations-check', []]);
    const invited = await browser.submit(checked, list);
    expect(noticeOf(invited)).to.equal('4 people were invited.');
    expect(invited.page.querySelector('[aria-labelledby=seats-in-use] .value')?.text).to.equal(
      '7 of 7 in use',
    );
  });

  it('D1, D17: adds none where the plan has none to add', async () => {
    const world = await worldOfSeats(3, 'free');
    const { browser, answer } = await atInvitations(world);
    const list = { addresses: `nora@new.${world.slug}.example`, role: 'member', language: 'en' };
    const checked = await browser.submit(answer, list);
    expect(checked.page.querySelector('.lead')?.text).to.include('your plan lets none be added');
    expect(checked.page.querySelector('button[value=continue]')).to.equal(null);
    const forced = await browser.submit(checked, { ...list, missing: '1' });
    expect([forced.status, forced.name]).to.deep.equal([409, 'invitations-check']);
    expect(forced.page.querySelector('.problem')?.text).to.include('All seats are taken');
  });

  it('is not there while nothing was typed', async () => {
    const world = await worldOfSeats(10);
    const { browser, address } = await atInvitations(world);
    expect((await browser.open(`${address}/check`)).status).to.equal(404);
  });
});

import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { invitationsSeatsPage } from '../../../../src/web/console/invitations/invitations-seats.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf, passChallenge } from '../../../harness/areas.ts';
import { travel, travelHome } from '../../../harness/clock.ts';
import { membersOf } from '../../../harness/invitations.ts';
import { idOf, joinedBy } from '../../../harness/members.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { atInvitations, pendingOn, worldOfSeats } from './support/console.ts';
import { invitationsSeatsModel } from './support/models.ts';

describe('the page invitations-seats', () => {
  itIsSound(filled(invitationsSeatsPage, invitationsSeatsModel), {
    fields: ['seats', 'pick-i-i1', 'pick-m-m1', 'pick-m-m2'],
    actions: ['continue'],
  });
  itIsSound(
    filled(invitationsSeatsPage, { ...invitationsSeatsModel, wanted: 60, tooMany: 0 }),
    { fields: ['seats'], actions: ['continue'] },
    'invitations-seats of more',
  );

  it('says the totals before and after', () => {
    const page = parse(drawn(filled(invitationsSeatsPage, invitationsSeatsModel)));
    expect(page.querySelectorAll('.facts dd').map(({ text }) => text)).to.deep.equal([
      '55',
      '50',
      '48 members · 3 pending invitations',
    ]);
  });

  afterEach(travelHome);

  it('D20: raises the seats without a second step', async () => {
    const world = await worldOfSeats(5);
    const { browser, answer } = await atInvitations(world);
    travel(6 * 60);
    const confirm = await browser.submit(answer, { action: 'seats', seats: '8' });
    expect(confirm.page.querySelector('.lead')?.text).to.equal('Seats after that: 8.');
    const done = await browser.submit(confirm);
    expect(noticeOf(done)).to.equal('Seats now: 8.');
    expect(done.page.querySelector('[aria-labelledby=seats-in-use] .value')?.text).to.equal('3 of 8 in use');
  });

  it('D21: lists members and invitations where fewer are wanted than are in use, and removes those chosen', async () => {
    const world = await worldOfSeats(5);
    const nora = `nora@new.${world.slug}.example`;
    const { browser, answer } = await atInvitations(world);
    const invited = await browser.submit(answer, { addresses: nora, role: 'member', language: 'en' });
    travel(6 * 60);
    const confirm = await browser.submit(invited, { action: 'seats', seats: '2' });
    expect(confirm.page.querySelector('.lead')?.text).to.include('Choose 2 that go.');
    const listed = confirm.page.querySelectorAll('fieldset label .second-line').map(({ text }) => text);
    // Nobody removes themselves.
    expect(listed.some((text) => text.includes(world.olivia.email))).to.equal(false);
    expect(listed.some((text) => text.includes(world.mina.email))).to.equal(true);
    const noras = confirm.page.querySelector('input[name^=pick-i-]')?.getAttribute('name') ?? '';
    const minas = `pick-m-${await idOf(world, world.mina)}`;
    const challenge = await browser.submit(confirm, { [noras]: 'on', [minas]: 'on' });
    expect(challenge.name).to.equal('challenge');
    const back = await passChallenge(browser, challenge, { person: world.olivia });
    const checked = back.page.querySelectorAll('input[checked]').map((input) => input.getAttribute('name'));
    expect(checked).to.have.members([noras, minas]);
    const few = await browser.submit(back, { [noras]: 'on' });
    expect([few.status, few.page.querySelector('.problem')?.text]).to.satisfy(
      ([status, text]: [number, string]) =>
        status === 409 && text.includes('More than that are still in use'),
    );
    expect(pendingOn(await browser.open(invited.url)), 'all or nothing').to.deep.equal([nora]);
    const done = await browser.submit(back, { [noras]: 'on', [minas]: 'on' });
    expect(noticeOf(done)).to.equal('Seats now: 2. Members and invitations removed: 2');
    expect(Object.keys(await membersOf(world))).to.have.members([world.olivia.email, world.tomas.email]);
  });

  it('refuses what is no number of seats, and more than the plan has', async () => {
    const world = await worldOfSeats(3, 'free');
    const { browser, answer, address } = await atInvitations(world);
    for (const seats of ['', 'x', '0', '1.5', '10000001']) {
      const refused = await browser.submit(answer, { action: 'seats', seats });
      expect(refused.status, seats).to.be.oneOf([400, 422]);
      expect(refused.page.querySelector('#seats-problem'), seats).not.to.equal(null);
    }
    const confirm = await browser.submit(answer, { action: 'seats', seats: '4' });
    const refused = await browser.submit(confirm);
    expect([refused.status, refused.page.querySelector('.problem')?.text]).to.satisfy(
      ([status, text]: [number, string]) => status === 409 && text.includes('All seats are taken'),
    );
    expect((await browser.open(`${address}/seats`)).status).to.equal(404);
    for (const body of [{}, { seats: 'x' }])
      expect((await browser.post(`${address}/seats`, body)).status).to.equal(404);
  });

  it('D21: offers an administrator no invitation of an owner to be removed', async () => {
    const world = await worldOfSeats(6);
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const [nora, otto] = [`nora@new.${world.slug}.example`, `otto@new.${world.slug}.example`];
    const { browser: owners, answer, address } = await atInvitations(world);
    await owners.submit(answer, { addresses: nora, role: 'owner', language: 'en' });
    await owners.submit(answer, { addresses: otto, role: 'member', language: 'en' });
    const { browser, answer: seen } = await enterArea(address, ada);
    const confirm = await browser.submit(seen, { action: 'seats', seats: '4' });
    const offered = confirm.page.querySelectorAll('fieldset label').map(({ text }) => text);
    expect(confirm.page.querySelectorAll('input[name^=pick-i-]')).to.have.length(1);
    expect(offered.some((text) => text.includes(otto))).to.equal(true);
    expect(offered.some((text) => text.includes(nora))).to.equal(false);
  });
});

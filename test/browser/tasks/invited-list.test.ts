import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { operatorOf } from '../../harness/api.ts';
import { membersOf } from '../../harness/invitations.ts';
import { mailsTo } from '../../harness/mails.ts';
import type { World } from '../../harness/world.ts';
import { worldOfSeats } from '../../web/console/invitations/support/console.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { leadOn, lineOf, linesOf, noticeOn, rowOn, unfold } from './support/seen.ts';

const consoleOf = ({ server, slug }: World) => `${server.issuer}/console/${slug}/invitations`;
const at = ({ slug }: World, name: string) => `${name}@new.${slug}.example`;
const invitedIn = ({ page }: Desk) => linesOf(page.locator('[aria-labelledby=pending] tbody th bdi'));
const seatsOn = ({ page }: Desk) => lineOf(page.locator('[aria-labelledby=seats-in-use] .value'));

/** The one field for addresses on the page: the form of the list is folded until it is needed. */
const addressesOn = ({ page }: Desk): Locator => page.getByLabel('E-mail addresses');

async function type(desk: Desk, lines: readonly string[]): Promise<void> {
  await addressesOn(desk).fill(lines.join('\n'));
}

/** What is answered to each line. */
async function answersOn({ page }: Desk): Promise<string[][]> {
  const rows = await page.locator('[aria-labelledby=lines] tbody tr').all();
  return Promise.all(rows.map((row) => Promise.all(['th', '.tag'].map((part) => lineOf(row.locator(part))))));
}

/** An organization with a notification address, at its invitations. */
async function atInvitations(seats: number, desk: Desk, plan = 'team'): Promise<World> {
  const world = await worldOfSeats(seats, plan);
  const api = await operatorOf(world);
  await api.patch(`/organizations/${world.slug}`, { notification_email: at(world, 'it') });
  await api.post(`/organizations/${world.slug}/invitations`, { email: at(world, 'bob') });
  await desk.enter(consoleOf(world), world.olivia);
  return world;
}

describeTask('a list of invitations', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`D15, D16: every line is answered before anything is sent: ${how}`, async () => {
      const desk = await sitDown(look);
      const world = await atInvitations(10, desk);
      const nora = at(world, 'nora');
      const lines = ['name,email', `Nora,${nora}`, `Mina,${world.mina.email}`, `Bob,${at(world, 'bob')}`];
      await type(desk, [...lines, `It,${at(world, 'it')}`, `Nora,${nora.toUpperCase()}`]);
      await desk.press('Invite');
      expect(await leadOn(desk)).to.equal('1 person can be invited.');
      expect(await answersOn(desk)).to.deep.equal([
        [nora, 'Can be invited'],
        [world.mina.email, 'Member already'],
        [at(world, 'bob'), 'Invited already'],
        [at(world, 'it'), 'Your notification address'],
        [nora.toUpperCase(), 'Listed twice'],
      ]);
      await desk.look('every line');
      expect(await mailsTo(world.server, nora), 'before it is confirmed').to.deep.equal([]);
      await desk.press('Invite 1 person');
      expect(await noticeOn(desk)).to.equal('1 person was invited.');
      expect(await invitedIn(desk)).to.have.members([at(world, 'bob'), nora]);
      expect(await mailsTo(world.server, nora)).to.have.length(1);
      expect(await mailsTo(world.server, at(world, 'it')), 'to the notification address').to.deep.equal([]);
    });

    it(`D16: one line that is no address keeps all back, until it is left out: ${how}`, async () => {
      const desk = await sitDown(look);
      const world = await atInvitations(10, desk);
      const [nora, pia] = [at(world, 'nora'), at(world, 'pia')];
      await type(desk, [nora, 'pia at new', at(world, 'it'), pia]);
      await desk.press('Invite');
      expect(await leadOn(desk)).to.equal('1 line is not an address.');
      expect(await answersOn(desk)).to.deep.equal([
        [nora, 'Can be invited'],
        ['pia at new', 'Not an address'],
        [at(world, 'it'), 'Your notification address'],
        [pia, 'Can be invited'],
      ]);
      expect(await desk.page.getByRole('button', { name: /^Invite/ }).count()).to.equal(0);
      await desk.look('refused');
      await desk.press('Leave 1 line out');
      expect(await leadOn(desk)).to.equal('2 people can be invited.');
      await unfold(desk, 'Correct the list');
      expect((await addressesOn(desk).inputValue()).split('\n')).to.deep.equal([nora, at(world, 'it'), pia]);
      await desk.look('left out');
      await desk.press('Invite 2 people');
      expect(await noticeOn(desk)).to.equal('2 people were invited.');
      expect(await invitedIn(desk)).to.have.members([at(world, 'bob'), nora, pia]);
    });

    it(`D17: where no seat is free they are added in the same step, as many as the button says: ${how}`, async () => {
      const desk = await sitDown(look);
      const world = await atInvitations(4, desk);
      expect(await seatsOn(desk)).to.equal('4 of 4 in use');
      const people = ['ann', 'cid', 'dan'].map((name) => at(world, name));
      await type(desk, people);
      await desk.look('no seat is free');
      await desk.press('Add seats and invite');
      expect(await leadOn(desk)).to.equal('3 seats are missing.');
      expect(await desk.text()).to.include('4 of 4 are in use. With those added there are 7.');
      await desk.look('seats are missing');
      expect(await seatsOf(world), 'before it is confirmed').to.equal(4);
      await desk.press('Add 3 seats and invite 3');
      expect(await noticeOn(desk)).to.equal('3 people were invited.');
      expect(await seatsOn(desk)).to.equal('7 of 7 in use');
      expect(await seatsOf(world)).to.equal(7);
      expect(await invitedIn(desk)).to.have.members([at(world, 'bob'), ...people]);
      await desk.look('seats were added');
    });

    it(`D17: a plan that lets none be added says so, and offers no button: ${how}`, async () => {
      const desk = await sitDown(look);
      const world = await worldOfSeats(3, 'free');
      await desk.enter(consoleOf(world), world.olivia);
      expect(await desk.text()).to.include('No seat is free, and your plan lets none be added.');
      await type(desk, [at(world, 'nora')]);
      await desk.press('Add seats and invite');
      expect(await leadOn(desk)).to.equal('1 seat is missing, and your plan lets none be added.');
      expect(await desk.page.getByRole('button', { name: /^(Add|Invite)/ }).count()).to.equal(0);
      await desk.look('none to add');
      await desk.press('Cancel');
      expect(await desk.text()).to.include('Nobody is invited at the moment.');
    });

    it(`D20, D21: seats are raised, and lowered below use by choosing who goes: ${how}`, async () => {
      const desk = await sitDown(look);
      const world = await atInvitations(5, desk);
      await changeSeats(desk, 8);
      expect(await leadOn(desk)).to.equal('Seats after that: 8.');
      await desk.look('more seats');
      await desk.press('Change to 8 seats');
      expect(await noticeOn(desk)).to.equal('Seats now: 8.');
      expect(await seatsOf(world)).to.equal(8);
      await changeSeats(desk, 2);
      expect(await leadOn(desk)).to.equal('4 seats are in use, and you want 2. Choose 2 that go.');
      const listed = await linesOf(desk.page.locator('main fieldset label'));
      expect(listed.map((line) => line.split(' ')[0])).to.have.members([at(world, 'bob'), 'Mina', 'Tomas']);
      await desk.page.getByRole('checkbox', { name: at(world, 'bob') }).check();
      await desk.look('who goes');
      await desk.press('Remove those chosen and change to 2 seats');
      expect(await desk.text()).to.include('More than that are still in use');
      expect(await seatsOf(world), 'all or nothing').to.equal(8);
      await desk.look('too few go');
      await desk.page.getByRole('checkbox', { name: at(world, 'bob') }).check();
      await desk.page.getByRole('checkbox', { name: /^Mina/ }).check();
      await desk.press('Remove those chosen and change to 2 seats');
      expect(await noticeOn(desk)).to.equal('Seats now: 2. Members and invitations removed: 2');
      expect(await rowOn(desk, at(world, 'bob')).count()).to.equal(0);
      expect(await seatsOn(desk)).to.equal('2 of 2 in use');
      expect(Object.keys(await membersOf(world))).to.have.members([world.olivia.email, world.tomas.email]);
    });
  }
});

async function changeSeats(desk: Desk, seats: number): Promise<void> {
  await desk.page.getByLabel('Number of seats').fill(String(seats));
  await desk.press('Change seats');
}

/** How many the organization has, as stored. */
async function seatsOf({ server, slug }: World): Promise<number | undefined> {
  return (await server.countersign.db.organizations.findBySlug(slug))?.seats ?? undefined;
}

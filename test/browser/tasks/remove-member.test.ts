import { expect } from 'chai';
import { membersOf } from '../../harness/invitations.ts';
import { idOf, joinedBy } from '../../harness/members.ts';
import { signIn, type World } from '../../harness/world.ts';
import { worldOfSeats } from '../../web/console/invitations/support/console.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { lineOf, noticeOn } from './support/seen.ts';

const listOf = ({ server, slug }: World) => `${server.issuer}/console/${slug}/members`;
const seatsOn = ({ page }: Desk) => lineOf(page.locator('section[aria-labelledby=seats]'));

/** The organizations that an application is told of somebody who signs in. */
async function organizationsOf(world: World): Promise<string[]> {
  const { answer } = await signIn(world.application, world.mina, {
    parameters: { scope: 'openid organization' },
  });
  const claims = (await world.application.redeem(answer)).claims();
  return Object.keys(claims?.organization ?? {});
}

describeTask('removing a member', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`D22: asks first, and the seat is free at once: ${how}`, async () => {
      const world = await worldOfSeats(3);
      const named = world.slug.toUpperCase();
      expect(await organizationsOf(world)).to.deep.equal([world.slug]);
      const desk = await sitDown(look);
      await desk.enter(listOf(world), world.olivia);
      expect(await seatsOn(desk)).to.include('3 of 3 in use');
      await desk.press('Mina');
      await desk.look('member');
      await desk.press('Remove Mina');
      expect(await desk.text())
        .to.include('The seat is free at once.')
        .and.include('The account, its second steps and other organizations stay theirs.')
        .and.include('They can be invited again.');
      await desk.look('asks');
      await desk.press('Cancel');
      expect(await membersOf(world), 'nothing before it is confirmed').to.have.property(world.mina.email);
      await desk.press('Remove Mina');
      await desk.press(`Remove Mina from ${named}`);
      expect(await noticeOn(desk)).to.equal('Mina was removed. The seat is free.');
      expect(await seatsOn(desk))
        .to.include('2 of 3 in use')
        .and.include('one seat is free.');
      expect(await desk.page.getByRole('link', { name: 'Mina', exact: true }).count()).to.equal(0);
      await desk.look('removed');
      expect(Object.keys(await membersOf(world))).to.have.members([world.olivia.email, world.tomas.email]);
      expect(await organizationsOf(world), 'in a token').to.deep.equal([]);
      await takeTheSeat(desk, world);
    });

    it(`D22: nobody removes themselves, nor somebody above them: ${how}`, async () => {
      const world = await worldOfSeats(5);
      const { ada } = await joinedBy(world, { ada: 'admin' });
      const desk = await sitDown(look);
      await desk.enter(listOf(world), ada);
      await desk.press('Olivia');
      expect(await desk.text()).to.include('Only owners change administrators and owners.');
      expect(await desk.page.getByRole('link', { name: /^Remove/ }).count()).to.equal(0);
      await desk.look('above');
      await desk.page.goto(`${listOf(world)}/${await idOf(world, ada)}/remove`);
      expect(await desk.text()).to.include('Nobody removes themselves here.');
      expect(await desk.page.getByRole('button', { name: /^Remove/ }).count()).to.equal(0);
      await desk.look('oneself');
      expect(Object.keys(await membersOf(world))).to.include.members([ada.email, world.olivia.email]);
    });
  }
});

/** Invites somebody into the seat that became free: no seat has to be added for it. */
async function takeTheSeat(desk: Desk, world: World): Promise<void> {
  await desk.press('Invite');
  await desk.page.getByLabel('E-mail addresses').fill(`nora@new.${world.slug}.example`);
  await desk.press('Invite');
  expect(await noticeOn(desk)).to.equal('1 person was invited.');
  expect(await lineOf(desk.page.locator('[aria-labelledby=seats-in-use] .value'))).to.equal('3 of 3 in use');
}

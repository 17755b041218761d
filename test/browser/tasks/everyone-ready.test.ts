import { expect } from 'chai';
import { operatorOf } from '../../harness/api.ts';
import { membersOf } from '../../harness/invitations.ts';
import { createWorld, everyoneNow, pageOf, type World } from '../../harness/world.ts';
import { setUpApp } from './support/app.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { lineOf, linesOf, noticeOn, rowOn } from './support/seen.ts';

const consoleOf = ({ server, slug }: World, page: string) => `${server.issuer}/console/${slug}/${page}`;

/** The card of enforcement beside that of the seats, as its first lines say it. */
const cardOn = ({ page }: Desk) => page.locator('section[aria-labelledby=enforcement]');

const turnOn = /^Turn on for/;

/** From the list of members, by the card, to what would follow from asking it of everyone once all are ready. */
async function previewFromTheCard(desk: Desk): Promise<void> {
  await desk.press('Members');
  await desk.press('Enforcement', cardOn(desk));
  await desk.page.getByRole('radio', { name: 'When everyone is ready' }).check();
  // The same button stands once more below the details.
  await desk.press('Preview', desk.page.locator('main form > .row').first());
}

async function policyOf(world: World): Promise<Readonly<Record<string, unknown>>> {
  const api = await operatorOf(world);
  return (await api.get(`/organizations/${world.slug}/enforcement`)).body;
}

describeTask('once everyone is ready', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`D2, D3: it is refused with the list of who is not protected, until they are removed: ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world, 'members'), world.olivia);
      expect(await lineOf(cardOn(desk)))
        .to.include('Off')
        .and.include('One unprotected');
      await desk.look('the card');
      await desk.press('One unprotected', cardOn(desk));
      expect(await linesOf(desk.page.locator('tbody th a'))).to.deep.equal(['Mina']);
      await previewFromTheCard(desk);
      const banner = desk.page.locator('.banner.bad');
      expect(await lineOf(banner)).to.include(
        'One member is not protected, so this cannot be turned on yet.',
      );
      expect(await linesOf(desk.page.locator('[aria-labelledby=people] tbody th'))).to.deep.equal([
        `Mina ${world.mina.email}`,
      ]);
      expect(await desk.page.getByRole('button', { name: turnOn }).count()).to.equal(0);
      await desk.look('refused');
      await desk.press('See them', banner);
      await desk.press('Mina');
      await desk.press('Remove Mina');
      await desk.press(`Remove Mina from ${world.slug.toUpperCase()}`);
      expect(await noticeOn(desk)).to.equal('Mina was removed. The seat is free.');
      expect(await policyOf(world)).to.include({ state: 'off' });
      await previewFromTheCard(desk);
      await desk.look('all are ready');
      await desk.press('Turn on for 2 members');
      expect(await noticeOn(desk)).to.include('Enforcement is on.');
      await desk.look('it is on');
      expect(await policyOf(world)).to.include({ preset: 'everyone-ready', state: 'on' });
      expect(await membersOf(world)).not.to.have.property(world.mina.email);
    });

    it(`D2, D3: it is refused until they have set up an app: ${how}`, async () => {
      const world = await createWorld();
      const [desk, minas] = [await sitDown(look), await sitDown(look)];
      await desk.enter(consoleOf(world, 'members'), world.olivia);
      await previewFromTheCard(desk);
      expect(await desk.page.getByRole('button', { name: turnOn }).count()).to.equal(0);
      await setUpApp(minas, world, world.mina);
      await desk.press('Members');
      expect(await desk.text()).to.include('3 people, all of them protected.');
      await previewFromTheCard(desk);
      await desk.press('Turn on for 3 members');
      expect(await policyOf(world)).to.include({ preset: 'everyone-ready', state: 'on' });
      expect(await pageOf(world, world.mina), 'with the password').to.equal('challenge');
    });

    it(`D5: it is switched off from the card beside the seats, at once: ${how}`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      expect(await pageOf(world, world.mina)).to.equal('mailbox');
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world, 'members'), world.olivia);
      expect(await lineOf(desk.page.locator('section[aria-labelledby=seats]'))).to.match(
        /^Members and seats /,
      );
      expect(await lineOf(cardOn(desk)))
        .to.include('On since')
        .and.include('One pending');
      await desk.look('on');
      await desk.press('Change or revoke', cardOn(desk));
      await desk.press('Revoke enforcement');
      expect(await policyOf(world), 'before it is confirmed').to.include({ state: 'on' });
      await desk.look('revoke');
      await desk.press(`Revoke enforcement for ${world.slug.toUpperCase()}`);
      expect(await noticeOn(desk)).to.include('Enforcement was revoked.');
      expect(await policyOf(world)).to.include({ state: 'off' });
      expect(await pageOf(world, world.mina), 'at once').to.equal('in');
      await desk.press('Members');
      expect(await lineOf(cardOn(desk))).to.match(/^Enforcement Off/);
      await desk.look('off');
    });

    it(`D2: members see no such card, nor who is not protected: ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world, 'members'), world.tomas);
      expect(await desk.name()).to.equal('error');
      expect(await cardOn(desk).count()).to.equal(0);
      expect(await desk.text()).not.to.include(world.mina.email);
      await desk.page.goto(`${world.server.issuer}/account/organizations`);
      expect(await rowOn(desk, world.mina.email).count()).to.equal(0);
      expect(await desk.text())
        .to.include(world.slug.toUpperCase())
        .and.not.include('mina@');
    });
  }
});

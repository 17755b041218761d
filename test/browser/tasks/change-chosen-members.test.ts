import { expect } from 'chai';
import { memberOf } from '../../harness/members.ts';
import { createWorld, everyoneNow, pageOf, seed, type WorldOptions } from '../../harness/world.ts';
import { apiBeside } from './support/app-codes.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { consoleOf, rowOf } from './support/places.ts';

/** Mina and Greta have no second step; what is done to one must not touch the other. */
async function worldOfTwo(options: WorldOptions) {
  const world = await createWorld(options);
  await seed(world.server, {
    organizations: [{ slug: world.slug, members: [{ email: world.greta.email, role: 'member' }] }],
  });
  return world;
}

/** Ticks somebody in the list, and opens what can be done with those who are ticked, where that is folded away. */
async function tick({ page }: Desk, name: string): Promise<void> {
  await rowOf(page, name).getByRole('checkbox').check();
  const folded = page.getByText('Change several at once');
  if (await folded.isVisible()) await folded.click();
}

describeTask('change chosen members', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`M8: a tick by itself changes nothing, nor does looking at what would follow, until it is saved ${how}`, async () => {
      const world = await worldOfTwo({});
      const desk = await sitDown(look);
      await desk.enter(`${consoleOf(world)}/members`, world.olivia);
      const api = await apiBeside(world, world.olivia);
      const overrides = async () => [
        (await memberOf(api, world.slug, world.mina)).override,
        (await memberOf(api, world.slug, world.greta)).override,
      ];
      await tick(desk, 'Mina');
      await desk.look('ticked');
      expect(await desk.text()).to.include(look.scripts ? 'Chosen: 1' : 'With those who are ticked:');
      await desk.press('Require');
      await desk.look('what follows');
      expect(await desk.text())
        .to.include('A second step is required of one member.')
        .and.to.include('have no second step yet are signed out now');
      expect(await overrides()).to.deep.equal(['inherit', 'inherit']);
      await desk.press('Cancel');
      expect(await rowOf(desk.page, 'Mina').getByRole('checkbox').isChecked()).to.equal(false);
      expect(await pageOf(world, world.mina)).to.equal('in');

      await tick(desk, 'Mina');
      await desk.press('Require');
      await desk.press('Require it of this one');
      await desk.look('saved');
      expect(await desk.notice()).to.equal('A second step is required of one more member.');
      expect(await overrides()).to.deep.equal(['required', 'inherit']);
      expect([await pageOf(world, world.mina), await pageOf(world, world.greta)]).to.deep.equal([
        'mailbox',
        'in',
      ]);
    });

    it(`M12: where it is required of all, taking one out exempts that one and nobody else ${how}`, async () => {
      const world = await worldOfTwo({ enforcement: everyoneNow });
      const desk = await sitDown(look);
      await desk.enter(`${consoleOf(world)}/members`, world.olivia);
      await tick(desk, 'Mina');
      await desk.press('Exempt…');
      await desk.look('exempt one');
      expect(await desk.text())
        .to.include('One member is exempted.')
        .and.to.include('An exemption never covers the console.');
      expect(await pageOf(world, world.mina), 'not yet').to.equal('mailbox');
      await desk.press('Exempt this one');
      await desk.look('one is exempt');
      expect(await desk.notice()).to.equal('One member was exempted.');
      expect((await rowOf(desk.page, 'Mina').allInnerTexts()).join()).to.match(/Exempt until \d/);
      expect((await rowOf(desk.page, 'Greta').allInnerTexts()).join()).not.to.include('Exempt');
      const api = await apiBeside(world, world.olivia);
      expect((await memberOf(api, world.slug, world.mina)).override).to.equal('exempt');
      expect([await pageOf(world, world.mina), await pageOf(world, world.greta)]).to.deep.equal([
        'in',
        'mailbox',
      ]);
    });
  }
});

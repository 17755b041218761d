import { expect } from 'chai';
import { memberOf } from '../../harness/members.ts';
import { createWorld, pageOf, seed, type World } from '../../harness/world.ts';
import { apiBeside } from './support/app-codes.ts';
import { colourOf } from './support/colours.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { consoleOf, rowOf, tabsOf } from './support/places.ts';
import { policyOf } from './support/policy.ts';

/** What stands first on the page, under its title, and can be pressed there. */
async function firstButtons({ page }: Desk): Promise<readonly string[]> {
  const first = page.locator('main > form, main > section').first();
  return first.locator('button, a.button').allInnerTexts();
}

/** An organization of two people who have no second step, the first of whom owns it. */
async function unpreparedOf(
  world: World,
): Promise<{ readonly slug: string; readonly server: World['server'] }> {
  const slug = `${world.slug}-new`;
  const members = [
    { email: world.mina.email, role: 'owner' },
    { email: world.greta.email, role: 'member' },
  ];
  await seed(world.server, { organizations: [{ slug, name: 'Beginners', plan: 'team', members }] });
  return { slug, server: world.server };
}

describeTask('turn enforcement on', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`T4, M9, M4: one choice on top of the page, a preview, one button, and then the button that revokes it ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world), world.olivia);
      await desk.press('Enforcement', tabsOf(desk.page));
      await desk.look('before');
      expect(await desk.page.locator('main form').count()).to.equal(1);
      expect(await firstButtons(desk))
        .to.include('Preview')
        .and.not.to.include('Revoke enforcement');
      await desk.page.getByRole('radio', { name: 'From the next sign-in' }).check();
      await desk.press('Preview', desk.page.locator('main form > .row'));
      await desk.look('preview');
      expect(await desk.text()).to.include('2 members notice nothing. One has to set it up.');
      expect(await policyOf(world), 'nothing yet').to.include({ state: 'off' });
      expect(await pageOf(world, world.mina)).to.equal('in');

      await desk.press('Turn on for 3 members');
      await desk.look('after');
      expect(await desk.notice()).to.include('Enforcement is on. Not protected yet: one, who is mailed');
      expect(await policyOf(world)).to.include({ state: 'on', required: 'everyone' });
      expect(await desk.page.locator('main form').count()).to.equal(0);
      expect(await firstButtons(desk)).to.deep.equal(['Change the rule', 'Revoke enforcement']);
      expect(await pageOf(world, world.mina)).to.equal('mailbox');

      await desk.press('Members', tabsOf(desk.page));
      await desk.look('members');
      const shield = rowOf(desk.page, 'Mina').getByRole('button', { name: 'Pending', exact: true });
      expect(await colourOf(shield)).to.equal('orange');
      const api = await apiBeside(world, world.olivia);
      expect((await memberOf(api, world.slug, world.mina)).status).to.equal('pending');
    });

    it(`M14: before that the administrator is told to see that members have an app, and led to those without ${how}`, async () => {
      const world = await createWorld();
      const unprepared = await unpreparedOf(world);
      const desk = await sitDown(look);
      await desk.enter(consoleOf(unprepared), world.mina);
      await desk.look('to do first');
      expect(await desk.text()).to.include('Tell them to get an authenticator app or a security key.');
      await desk.press('Members have an app or a key');
      expect(await desk.page.locator('tbody th a').allInnerTexts()).to.deep.equal(['Greta', 'Mina']);

      await desk.press('Enforcement', tabsOf(desk.page));
      await desk.page.getByRole('radio', { name: 'From the next sign-in' }).check();
      await desk.press('Preview', desk.page.locator('main form > .row'));
      await desk.look('preview of the unprepared');
      const warnings = (await desk.page.locator('main .banner').allInnerTexts()).join(' ');
      expect(warnings)
        .to.include('Nobody is protected yet.')
        .and.to.include('See that members have an authenticator app or a security key before this begins.')
        .and.to.include('is the only owner and not protected');
      await desk.press('Remind these 2');
      expect(await desk.notice()).to.equal('2 members were reminded.');
      await desk.press('Greta');
      expect(await desk.name()).to.equal('member');
      expect(await policyOf({ ...world, ...unprepared }), 'nothing was turned on').to.include({
        state: 'off',
      });
    });

    it(`M14: where somebody is protected there is no such warning ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await desk.enter(`${consoleOf(world)}/members`, world.olivia);
      await desk.press('Enforcement', tabsOf(desk.page));
      await desk.page.getByRole('radio', { name: 'From the next sign-in' }).check();
      await desk.press('Preview', desk.page.locator('main form > .row'));
      expect(await desk.text())
        .to.include('Turn on for 3 members')
        .and.not.to.include('Nobody is protected');
    });
  }
});

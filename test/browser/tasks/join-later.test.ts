import { expect } from 'chai';
import { mailedLink } from '../../harness/invitations.ts';
import { memberOf } from '../../harness/members.ts';
import { createWorld, everyoneNow, pageOf, password } from '../../harness/world.ts';
import { apiBeside } from './support/app-codes.ts';
import { colourOf } from './support/colours.ts';
import { describeTask, looks } from './support/desk.ts';
import { consoleOf, rowOf, tabsOf } from './support/places.ts';

describeTask('join after it was required of everyone', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`M16, M4: who joins then is orange from the start ${how}`, async () => {
      const world = await createWorld({ enforcement: { ...everyoneNow, joining: 'at_next_sign_in' } });
      const nora = { email: `nora@${world.slug}.example`, password, secret: null };
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world), world.olivia);
      await desk.press('Invitations', tabsOf(desk.page));
      await desk.page.getByLabel('E-mail addresses').fill(nora.email);
      await desk.press('Invite', desk.page.locator('main form').first());
      await desk.look('invited');

      const theirs = await sitDown(look);
      await theirs.page.goto(await mailedLink(world.server, nora.email));
      await theirs.look('invitation');
      await theirs.page.getByLabel('Your name').fill('Nora');
      await theirs.page.getByLabel('Password').fill(password);
      await theirs.press('Create account and sign in');
      await theirs.page.getByLabel('Password', { exact: true }).fill(password);
      await theirs.press('Continue');
      await theirs.look('joined');
      expect(await theirs.name()).to.equal('joined');
      expect(await theirs.text()).to.include('You will set it up the next time you sign in');

      await desk.press('Members', tabsOf(desk.page));
      await desk.look('members');
      const shield = rowOf(desk.page, 'Nora').getByRole('button', { name: 'Pending', exact: true });
      expect(await colourOf(shield)).to.equal('orange');
      const api = await apiBeside(world, world.olivia);
      expect(await memberOf(api, world.slug, nora)).to.include({ status: 'pending', override: 'inherit' });
      expect(await pageOf(world, nora)).to.equal('mailbox');
    });
  }
});

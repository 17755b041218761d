import { expect } from 'chai';
import { createWorld, pageOf } from '../../harness/world.ts';
import { everyoneWith } from '../../self-service/support/people.ts';
import { apiBeside } from './support/app-codes.ts';
import { describeTask, looks } from './support/desk.ts';
import { accountOf, tabsOf } from './support/places.ts';

describeTask('live with a rule that forbids removal', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`T13: the page says who forbids it and has no button for it, and the API refuses ${how}`, async () => {
      const world = await createWorld({ enforcement: everyoneWith('forbid') });
      const desk = await sitDown(look);
      await desk.enter(accountOf(world), world.tomas);
      await desk.press('Security', tabsOf(desk.page));
      await desk.press('Remove Authenticator app');
      await desk.look('not allowed');
      const said = await desk.text();
      expect(said).to.include('It cannot be removed now.').and.to.include('Not allowed');
      expect(said).to.include(`${world.slug.toUpperCase()} requires a second step. Ask an administrator`);
      expect(await desk.page.locator('main').getByRole('button').count()).to.equal(0);
      await desk.press('Keep it');
      expect(await desk.name()).to.equal('security');
      const api = await apiBeside(world, world.tomas);
      const [{ id }] = (await api.get('/me/authenticators')).body.items;
      const refused = await api.delete(`/me/authenticators/${id}`);
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'factor_required_by']);
      expect(await pageOf(world, world.tomas)).to.equal('challenge');
    });
  }
});

import { expect } from 'chai';
import { createWorld, pageOf } from '../../harness/world.ts';
import { everyoneWith } from '../../self-service/support/people.ts';
import { apiBeside, nextCodeOf } from './support/app-codes.ts';
import { describeTask, looks } from './support/desk.ts';
import { accountOf, tabsOf } from './support/places.ts';
import { setUpApp } from './support/set-up.ts';
import { claimsAt } from './support/sign-in.ts';

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

    it(`T13: an app is replaced instead, and only the new one opens anything ${how}`, async () => {
      const world = await createWorld({ enforcement: everyoneWith('forbid') });
      const desk = await sitDown(look);
      await desk.enter(accountOf(world), world.tomas);
      await desk.press('Security', tabsOf(desk.page));
      await desk.press('Remove Authenticator app');
      await desk.press('Replace it');
      await desk.look('what replacing is');
      await desk.press('Replace Authenticator app');
      await desk.look('new picture');
      expect(await desk.text()).to.include('which is removed once the new one works');
      const { secret } = await setUpApp(desk, world, world.tomas);
      await desk.look('replaced');
      expect(secret).not.to.equal(world.tomas.secret);
      const factors = await world.server.countersign.db.sql(
        'SELECT 1 FROM authenticators WHERE user_id = (SELECT id FROM users WHERE email = $1)',
        [world.tomas.email],
      );
      expect(factors).to.have.length(1);

      const again = await sitDown(look);
      await again.page.goto(await world.application.authorizationUrl());
      await again.page.getByLabel('E-mail address').fill(world.tomas.email);
      await again.page.getByLabel('Password', { exact: true }).fill(world.tomas.password);
      await again.press('Continue');
      await again.page.getByLabel('Code or recovery code').fill(nextCodeOf(world.tomas.secret ?? ''));
      await again.press('Continue');
      await again.look('old app refused');
      expect(await again.text()).to.include('The token is invalid');
      const claims = await claimsAt(await sitDown(look), world.application, { ...world.tomas, secret });
      expect(claims.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    });
  }
});

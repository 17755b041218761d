import { expect } from 'chai';
import { createWorld } from '../../harness/world.ts';
import { everyoneWith } from '../../self-service/support/people.ts';
import { nextCodeOf } from './support/app-codes.ts';
import { describeTask, looks } from './support/desk.ts';
import { accountOf, tabsOf } from './support/places.ts';
import { setUpApp } from './support/set-up.ts';
import { claimsAt } from './support/sign-in.ts';

describeTask('replace my app', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`T13: where it may not be removed it is replaced in one go, and only the new one opens anything ${how}`, async () => {
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

import { expect } from 'chai';
import { memberOf } from '../../harness/members.ts';
import { createWorld, everyoneNow, pageOf, seed } from '../../harness/world.ts';
import { apiBeside } from './support/app-codes.ts';
import { describeTask, looks } from './support/desk.ts';
import { consoleOf, tabsOf } from './support/places.ts';
import { policyOf } from './support/policy.ts';

/** Of everyone, of Mina by name as well, and not of Greta; Nora has nothing said of her. */
async function enforcingWorld() {
  const world = await createWorld({ enforcement: everyoneNow });
  const nora = { email: `nora@${world.slug}.example`, password: world.mina.password, secret: null };
  await seed(world.server, {
    users: [{ email: nora.email, email_verified: true, name: 'Nora', password: nora.password }],
    organizations: [
      {
        slug: world.slug,
        members: [
          { email: world.mina.email, override: 'required' },
          { email: world.greta.email, role: 'member', override: 'exempt' },
          { email: nora.email, role: 'member' },
        ],
      },
    ],
  });
  return { ...world, nora };
}

describeTask('revoke enforcement', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`M9, M10: says before what stays and what follows, and nothing is revoked until that is confirmed ${how}`, async () => {
      const world = await enforcingWorld();
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world), world.olivia);
      await desk.press('Enforcement', tabsOf(desk.page));
      await desk.press('Revoke enforcement');
      await desk.look('what follows');
      const said = await desk.text();
      for (const consequence of [
        'does not require a second step of its 5 members any more',
        'Everybody keeps their second steps and recovery codes.',
        'One member whom you chose still needs a second step, and exemptions stay as they are.',
        'Members without a second step sign in with their password alone.',
        'Everybody may remove their second step.',
      ])
        expect(said).to.include(consequence);
      await desk.press('Keep it on');
      expect(await policyOf(world)).to.include({ state: 'on', required: 'everyone' });
      expect(await pageOf(world, world.nora)).to.equal('mailbox');

      await desk.press('Revoke enforcement');
      await desk.press(`Revoke enforcement for ${world.slug.toUpperCase()}`);
      await desk.look('afterwards');
      expect(await desk.notice()).to.equal(
        'Enforcement was revoked. Second steps and individual choices stay.',
      );
      expect(await desk.page.getByRole('link', { name: 'Revoke enforcement' }).count()).to.equal(0);
      expect(await policyOf(world)).to.include({ required: 'nobody' });
      expect(await pageOf(world, world.nora), 'the password alone').to.equal('in');
      expect(await pageOf(world, world.mina), 'chosen still').to.equal('mailbox');
      expect(await pageOf(world, world.tomas), 'their own').to.equal('challenge');
      const api = await apiBeside(world, world.olivia);
      expect((await memberOf(api, world.slug, world.mina)).override).to.equal('required');
      expect((await memberOf(api, world.slug, world.greta)).override).to.equal('exempt');
      expect((await memberOf(api, world.slug, world.tomas)).status).to.equal('protected');
    });
  }
});

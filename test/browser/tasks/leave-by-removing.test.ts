import { expect } from 'chai';
import { membersOf } from '../../harness/invitations.ts';
import { createWorld, type TestPerson, type World } from '../../harness/world.ts';
import { anotherOrganization, everyoneWith } from '../../self-service/support/people.ts';
import { apiBeside } from './support/app-codes.ts';
import { describeTask, looks } from './support/desk.ts';
import { accountOf, tabsOf } from './support/places.ts';
import { claimsAt } from './support/sign-in.ts';

/** Tomas in two organizations that remove whoever drops the last factor, and in one that asks nothing. */
async function worldOfThree() {
  const world = await createWorld({ enforcement: everyoneWith('remove') });
  const member = { email: world.tomas.email, role: 'member' };
  const second = await anotherOrganization(world, everyoneWith('remove'), [member]);
  const calm = await anotherOrganization(world, null, [member]);
  return { world, second, calm };
}

/** Whether somebody is a member of each of these. */
async function isMember(
  { server }: World,
  slugs: readonly string[],
  { email }: TestPerson,
): Promise<boolean[]> {
  const members = await Promise.all(slugs.map((slug) => membersOf({ server, slug })));
  return members.map((of) => email in of);
}

describeTask('remove the last second step', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`D7, D8, D9: warns by their names of the organizations that are left, and leaves those at once and no other ${how}`, async () => {
      const { world, second, calm } = await worldOfThree();
      const [first, other, stays] = [world.slug, second, calm].map((slug) => slug.toUpperCase());
      const desk = await sitDown(look);
      await desk.enter(accountOf(world), world.tomas);
      await desk.press('Security', tabsOf(desk.page));
      await desk.press('Remove Authenticator app');
      await desk.look('warning');
      const follows = (name = '') => desk.page.getByRole('listitem').filter({ hasText: name });
      for (const left of [first, other])
        expect((await follows(left).allInnerTexts()).join(), left)
          .to.match(/You leave it at once/)
          .and.match(/You leave$/);
      expect((await follows(stays).allInnerTexts()).join()).to.include('You stay. Nothing changes there.');
      await desk.press('Keep it');
      expect(await isMember(world, [world.slug, second, calm], world.tomas)).to.deep.equal([
        true,
        true,
        true,
      ]);

      await desk.press('Remove Authenticator app');
      await desk.press(/^Remove Authenticator app and leave /);
      await desk.look('removed');
      expect(await desk.notice()).to.equal('Authenticator app was removed. Your other sessions have ended.');
      expect(await isMember(world, [world.slug, second, calm], world.tomas)).to.deep.equal([
        false,
        false,
        true,
      ]);
      await desk.press('Organizations', tabsOf(desk.page));
      await desk.look('organizations');
      expect(await desk.text())
        .to.include(stays)
        .and.not.to.include(first)
        .and.not.to.include(other);
      const claims = await claimsAt(await sitDown(look), world.application, { ...world.tomas, secret: null });
      expect(claims.amr).to.deep.equal(['pwd']);
      expect(Object.keys(claims.organization ?? {})).to.deep.equal([calm]);
    });

    it(`D9: the last owner cannot drop out, on the page and through the API ${how}`, async () => {
      const { world } = await worldOfThree();
      const desk = await sitDown(look);
      await desk.enter(accountOf(world), world.olivia);
      await desk.press('Security', tabsOf(desk.page));
      await desk.press('Remove Authenticator app');
      await desk.look('last owner');
      expect(await desk.text())
        .to.include('Last owner')
        .and.to.include(`You are the only owner of ${world.slug.toUpperCase()}, and would lose it.`);
      expect(await desk.page.locator('main').getByRole('button').count()).to.equal(0);
      const api = await apiBeside(world, world.olivia);
      const [{ id }] = (await api.get('/me/authenticators')).body.items;
      const refused = await api.delete(`/me/authenticators/${id}`);
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'last_owner']);
      expect(await membersOf(world)).to.have.property(world.olivia.email, 'owner');
    });
  }
});

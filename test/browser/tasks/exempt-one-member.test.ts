import { expect } from 'chai';
import { memberOf } from '../../harness/members.ts';
import { createWorld, everyoneNow, pageOf, seed, type World } from '../../harness/world.ts';
import { apiBeside } from './support/app-codes.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { consoleOf } from './support/places.ts';
import { claimsAt } from './support/sign-in.ts';

/** Opens the page of a member as the owner. */
async function openMember(desk: Desk, world: World, name: string): Promise<void> {
  await desk.enter(`${consoleOf(world)}/members`, world.olivia);
  await desk.press(name);
}

/** Where an application's sign-in leads in a browser that may be signed in still. */
async function whereToIn(desk: Desk, { application }: World): Promise<string> {
  await desk.page.goto(await application.authorizationUrl());
  return desk.name();
}

async function exempt({ server, slug }: World, emails: readonly string[]): Promise<void> {
  const members = emails.map((email) => ({ email, override: 'exempt' }));
  await seed(server, { organizations: [{ slug, members }] });
}

describeTask('help one member who has lost the phone', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`T18, M12, M13: exempts them, then resets the device; they come in by the password, and nobody else ${how}`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const desk = await sitDown(look);
      await openMember(desk, world, 'Tomas');
      await desk.press('Exempt…');
      await desk.look('exempt');
      expect(await desk.page.getByRole('radio', { name: /^Exempt/ }).isChecked()).to.equal(true);
      await desk.page.getByLabel('Reason').fill('The phone was stolen');
      await desk.press('Save for Tomas');
      await desk.look('is exempt');
      expect(await desk.notice()).to.equal('Tomas is exempt now. No second step was deleted.');
      expect(await desk.text())
        .to.include('Reason: The phone was stolen')
        .and.include('authenticator app');
      expect(await pageOf(world, world.tomas), 'the app is asked for still').to.equal('challenge');

      await desk.press('Reset the device');
      await desk.look('reset');
      expect(await desk.text()).to.include('Removed with all recovery codes: authenticator app.');
      await desk.press('Reset the device of Tomas');
      await desk.look('was reset');
      expect(await desk.notice()).to.equal('The device of Tomas was reset, and the sessions were ended.');
      const theirs = await sitDown(look);
      const claims = await claimsAt(theirs, world.application, { ...world.tomas, secret: null });
      expect(claims.amr).to.deep.equal(['pwd']);
      expect(claims.organization).to.have.nested.property(`${world.slug}.mfa.by`, 'exempt');
      expect(await pageOf(world, world.mina)).to.equal('mailbox');
      const api = await apiBeside(world, world.olivia);
      expect((await memberOf(api, world.slug, world.tomas)).override).to.equal('exempt');
      for (const other of [world.mina, world.olivia])
        expect((await memberOf(api, world.slug, other)).override, other.email).to.equal('inherit');
    });

    it(`T19, T20: requires it again; who has set up nothing is told to be signed out, is at once, and must set up ${how}`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      await exempt(world, [world.mina.email]);
      const theirs = await sitDown(look);
      expect((await claimsAt(theirs, world.application, world.mina)).amr).to.deep.equal(['pwd']);
      expect(await whereToIn(theirs, world), 'signed in').to.equal('application');
      const desk = await sitDown(look);
      await openMember(desk, world, 'Mina');
      await desk.press('Preview');
      await desk.look('ends the session');
      expect(await desk.text()).to.include('The session of Mina ends at once.');
      expect(await whereToIn(theirs, world), 'not yet').to.equal('application');

      await desk.press('Require it of Mina');
      await desk.look('is required of Mina');
      expect(await desk.notice()).to.equal('A second step is required of Mina now.');
      expect(await whereToIn(theirs, world)).to.equal('password');
      await theirs.enter(theirs.page.url(), world.mina);
      expect(await theirs.name()).to.equal('mailbox');
      await theirs.look('must set up');
      const api = await apiBeside(world, world.olivia);
      expect(await memberOf(api, world.slug, world.mina)).to.include({
        override: 'required',
        status: 'pending',
      });
    });

    it(`T19, T21: lets somebody follow the rule again who has a second step: they stay signed in ${how}`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      await exempt(world, [world.tomas.email, world.mina.email]);
      const [theirs, others] = [await sitDown(look), await sitDown(look)];
      await claimsAt(theirs, world.application, world.tomas);
      await claimsAt(others, world.application, world.mina);
      const desk = await sitDown(look);
      await openMember(desk, world, 'Tomas');
      await desk.press('Change the override');
      await desk.page.getByRole('radio', { name: /^Follows the rule/ }).check();
      await desk.press('Save for Tomas');
      await desk.look('keeps the sessions');
      expect(await desk.text())
        .to.include('Tomas keeps all sessions.')
        .and.to.include('A second step is set up already.');
      await desk.press('Let Tomas follow the rule');
      expect(await desk.notice()).to.equal('Tomas follows the rule now.');
      expect(await whereToIn(theirs, world), 'signed in still').to.equal('application');
      expect(await whereToIn(others, world), 'nobody else is concerned').to.equal('application');
      const api = await apiBeside(world, world.olivia);
      expect((await memberOf(api, world.slug, world.tomas)).override).to.equal('inherit');
      expect((await memberOf(api, world.slug, world.mina)).override).to.equal('exempt');
    });
  }
});

import { expect } from 'chai';
import { createWorld } from '../../harness/world.ts';
import { describeTask, looks } from './support/desk.ts';
import { linesOf } from './support/seen.ts';

describeTask('another language', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`leads to the same page with its filters, and stays for the next one: ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      const { page } = desk;
      await desk.enter(`${world.server.issuer}/console/${world.slug}/members?factor=none`, world.olivia);
      const address = page.url();
      expect(await linesOf(page.locator('tbody th a'))).to.deep.equal(['Mina']);
      await desk.press('Deutsch');
      expect(page.url()).to.equal(address);
      expect(await page.getAttribute('html', 'lang')).to.equal('de');
      expect(await linesOf(page.locator('h1'))).to.deep.equal(['Mitglieder']);
      expect(await linesOf(page.locator('tbody th a'))).to.deep.equal(['Mina']);
      await desk.look('german');
      await desk.press('Einladungen', page.locator('nav.tabs'));
      expect(await linesOf(page.locator('h1'))).to.deep.equal(['Einladungen']);
      await desk.press('English');
      expect(await linesOf(page.locator('h1'))).to.deep.equal(['Invitations']);
      expect(new URL(page.url()).pathname).to.equal(`/console/${world.slug}/invitations`);
    });

    it(`in the middle of a sign-in keeps the step, which then ends at the application: ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      const { page } = desk;
      await page.goto(await world.application.authorizationUrl());
      await desk.press('Français');
      expect([await desk.name(), await page.getAttribute('html', 'lang')]).to.deep.equal(['password', 'fr']);
      await page.fill('[name=email]', world.tomas.email);
      await page.fill('[name=password]', world.tomas.password);
      await desk.press('Continuer');
      expect(await desk.name()).to.equal('challenge');
      await desk.press('Nederlands');
      expect([await desk.name(), await page.getAttribute('html', 'lang')]).to.deep.equal(['challenge', 'nl']);
      await desk.look('dutch');
      await desk.prove(world.tomas);
      expect(await desk.name()).to.equal('application');
      const claims = (await world.application.redeem({ location: page.url() })).claims();
      expect(claims?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    });
  }
});

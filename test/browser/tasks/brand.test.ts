import { expect } from 'chai';
import type { Application } from '../../harness/application.ts';
import { clientOfOrganization, joinedBy } from '../../harness/members.ts';
import { markOperator } from '../../harness/operators.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { lineOf, noticeOn } from './support/seen.ts';

/** Of an aubergine, and what it becomes in the dark, where it has to be paler. */
const colour = '#7a1f5c';

async function brandOf({ server, slug }: World) {
  const [brand] = await server.countersign.db.sql<{ colour: string | null; display_name: string | null }>(
    `SELECT colour, display_name FROM brandings b JOIN organizations o ON o.id = b.organization_id
     WHERE o.slug = $1`,
    [slug],
  );
  return brand;
}

async function type({ page }: Desk, name: string, wanted: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Colour', { exact: true }).fill(wanted);
}

/** What the button of a sign-in is painted with. */
async function buttonAt(desk: Desk, application: Application): Promise<string> {
  await desk.page.goto(await application.authorizationUrl());
  const button = 'document.querySelector("button[value=continue]")';
  return desk.page.evaluate(`getComputedStyle(${button}).backgroundColor`);
}

describeTask('a brand', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`of an organization is refused where it cannot be read, then seen before it is saved: ${how}`, async () => {
      const world = await createWorld();
      const own = await clientOfOrganization(world.server, world.slug);
      const plain = await buttonAt(await sitDown(look), own);
      const desk = await sitDown(look);
      await desk.enter(`${world.server.issuer}/console/${world.slug}/settings`, world.olivia);
      await desk.press('Change the brand');
      await type(desk, 'Acme ID', '#ffee00');
      await desk.press('Save');
      const problem = await lineOf(desk.page.locator('#colour-problem'));
      expect(problem).to.match(/The colour stands out too little from the pages: [\d.]+:1/);
      expect(await desk.text()).to.match(/The nearest colour that has it is #[0-9a-f]{6}\./);
      expect(await desk.page.getByLabel('Colour', { exact: true }).inputValue()).to.equal('#ffee00');
      expect(await brandOf(world)).to.equal(undefined);
      await desk.look('pale');
      await type(desk, 'Acme ID', colour);
      await desk.press('Preview');
      const light = desk.page.getByRole('img', { name: 'Light' });
      expect(await light.locator(`rect[fill="${colour}"]`).count()).to.equal(1);
      await desk.look('preview');
      expect(await brandOf(world), 'before it is saved').to.equal(undefined);
      await desk.press('Save');
      expect(await noticeOn(desk)).to.equal('The brand was saved. Pages show it from now on.');
      expect(await brandOf(world)).to.deep.equal({ colour, display_name: 'Acme ID' });
      const minas = await sitDown(look);
      const painted = await buttonAt(minas, own);
      expect(await minas.text())
        .to.include('Acme ID')
        .and.not.include('Countersign');
      expect(painted).not.to.equal(plain);
      if (look.scheme === 'light') expect(painted).to.equal('rgb(122, 31, 92)');
      await minas.look('sign-in');
      expect(await buttonAt(await sitDown(look), world.application), 'elsewhere').to.equal(plain);
    });

    it(`of an organization is for its owners alone: ${how}`, async () => {
      const world = await createWorld();
      const { ada } = await joinedBy(world, { ada: 'admin' });
      const desk = await sitDown(look);
      await desk.enter(`${world.server.issuer}/console/${world.slug}/settings`, ada);
      expect(await desk.page.getByRole('link', { name: 'Change the brand' }).count()).to.equal(0);
      await desk.page.goto(`${world.server.issuer}/console/${world.slug}/brand`);
      expect(await desk.name()).to.equal('error');
    });

    it(`of the installation is on every page that no organization brands, until it is taken back: ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await markOperator(world, world.olivia, true);
      await desk.enter(`${world.server.issuer}/operator`, world.olivia);
      await desk.press('Brand', desk.page.locator('nav.tabs'));
      try {
        await type(desk, 'House of keys', '');
        await desk.press('Save');
        expect(await noticeOn(desk)).to.equal('The brand was saved. Pages show it from now on.');
        const minas = await sitDown(look);
        await minas.page.goto(await world.application.authorizationUrl());
        expect(await minas.text()).to.include('House of keys');
        await minas.look('of the installation');
      } finally {
        // All other tests read the name of the product.
        await type(desk, '', '');
        await desk.press('Save');
      }
      const anew = await sitDown(look);
      await anew.page.goto(await world.application.authorizationUrl());
      expect(await anew.text())
        .to.include('Countersign')
        .and.not.include('House of keys');
    });
  }
});

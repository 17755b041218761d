import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { memberOf } from '../../harness/members.ts';
import { createWorld, seed, type World } from '../../harness/world.ts';
import { apiBeside } from './support/app-codes.ts';
import { colourOf } from './support/colours.ts';
import { type Desk, describeTask, desktop, looks, phone } from './support/desk.ts';
import { accountOf, consoleOf, rowOf, tabsOf } from './support/places.ts';

/** Olivia and Tomas are protected, Mina was chosen and has nothing yet, of Greta nothing is required. */
async function worldOfEachKind(): Promise<World> {
  const world = await createWorld();
  await seed(world.server, {
    organizations: [
      {
        slug: world.slug,
        members: [
          { email: world.mina.email, override: 'required' },
          { email: world.greta.email, role: 'member' },
        ],
      },
    ],
  });
  return world;
}

const kinds = [
  { who: 'Olivia', word: 'Protected', colour: 'green', tip: 'Has set up a second step' },
  { who: 'Mina', word: 'Pending', colour: 'orange', tip: 'required but not set up yet' },
  { who: 'Greta', word: 'Unprotected', colour: 'red', tip: 'with the password alone' },
] as const;

const shieldOf = (page: Page, { who, word }: { readonly who: string; readonly word: string }) =>
  rowOf(page, who).getByRole('button', { name: word, exact: true });

/** The explanation that is open, or null. */
async function openTip({ page }: Desk): Promise<string | null> {
  const [tip = null] = await page.locator('.tip:popover-open').allInnerTexts();
  return tip;
}

describeTask('see who is protected', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`T1, M2, M3, M4, M5: the list has a shield for each, by shape, word and colour ${how}`, async () => {
      const world = await worldOfEachKind();
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world), world.olivia);
      await desk.press('Members', tabsOf(desk.page));
      await desk.look('list');
      const api = await apiBeside(world, world.olivia);
      const shapes = new Set<string | null>();
      for (const kind of kinds) {
        const shield = shieldOf(desk.page, kind);
        shapes.add(await shield.locator('use').getAttribute('href'));
        expect(await colourOf(shield), kind.who).to.equal(kind.colour);
        const person = world[kind.who.toLowerCase() as 'olivia'];
        expect((await memberOf(api, world.slug, person)).status).to.equal(kind.word.toLowerCase());
      }
      expect(shapes, 'a shape for each').to.have.property('size', 3);
    });

    it(`M11: the overview draws how they are distributed, and each number leads to its list ${how}`, async () => {
      const world = await worldOfEachKind();
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world), world.olivia);
      await desk.look('distribution');
      const bar = desk.page.locator('svg.chart').first();
      const whole = (await bar.boundingBox())?.width ?? 0;
      const boxes = await Promise.all((await bar.locator('> rect').all()).map((each) => each.boundingBox()));
      const shares = boxes.map((box) => Math.round((100 * (box?.width ?? 0)) / whole));
      // Between two parts there is a gap, which is taken from them.
      for (const [index, share] of [50, 25, 25].entries())
        expect(shares[index], shares.join()).to.be.within(share - 2, share);
      for (const [link, names] of [
        ['2 protected members', ['Olivia', 'Tomas']],
        ['1 pending member', ['Mina']],
        ['1 unprotected member', ['Greta']],
      ] as const) {
        await desk.press(link);
        expect(await desk.page.locator('tbody th a').allInnerTexts(), link).to.deep.equal(names);
        await desk.page.goBack();
      }
    });

    it(`T2: a member sees neither who is protected nor anything to turn on ${how}`, async () => {
      const world = await worldOfEachKind();
      const desk = await sitDown(look);
      await desk.enter(accountOf(world), world.tomas);
      await desk.look('account of a member');
      expect(await desk.page.locator('a[href*="/console"]').count()).to.equal(0);
      await desk.press('Organizations', tabsOf(desk.page));
      const own = await desk.text();
      expect(own).to.include(world.slug.toUpperCase()).and.to.include('Protected');
      for (const name of ['Mina', 'Greta', 'Olivia', 'Enforcement']) expect(own).not.to.include(name);
      for (const place of ['', '/members', '/enforcement']) {
        const answer = await desk.page.goto(`${consoleOf(world)}${place}`);
        expect([answer?.status(), await desk.name()], place).to.deep.equal([404, 'error']);
        expect(await desk.text()).not.to.match(/Mina|Greta|Olivia|Enforcement/);
      }
      await desk.look('console for a member');
    });
  }

  it('M2: a shield explains itself to whoever taps it, on a phone without scripts', async () => {
    const world = await worldOfEachKind();
    const desk = await sitDown(phone);
    await desk.enter(`${consoleOf(world)}/members`, world.olivia);
    for (const kind of kinds) {
      expect(await openTip(desk)).to.equal(null);
      await shieldOf(desk.page, kind).tap();
      await desk.page.locator('.tip:popover-open').waitFor();
      expect(await openTip(desk), kind.who).to.include(kind.tip);
      await desk.look(`tap ${kind.word}`);
      await desk.page.locator('h1').tap();
      await desk.page.locator('.tip:popover-open').waitFor({ state: 'detached' });
    }
  });

  it('M2: a shield explains itself under the pointer and under the focus, at a desk with scripts', async () => {
    const world = await worldOfEachKind();
    const desk = await sitDown(desktop);
    await desk.enter(`${consoleOf(world)}/members`, world.olivia);
    for (const kind of kinds) {
      await shieldOf(desk.page, kind).hover();
      await desk.page.locator('.tip:popover-open').waitFor();
      expect(await openTip(desk), kind.who).to.include(kind.tip);
      await desk.look(`pointer ${kind.word}`);
      await desk.page.mouse.move(0, 0);
      await desk.page.locator('.tip:popover-open').waitFor({ state: 'detached' });
      await rowOf(desk.page, kind.who).getByRole('link').focus();
      expect(await openTip(desk)).to.equal(null);
      await desk.page.keyboard.press('Tab');
      await desk.page.locator('.tip:popover-open').waitFor();
      expect(await openTip(desk), kind.who).to.include(kind.tip);
      await desk.page.keyboard.press('Escape');
      await desk.page.locator('.tip:popover-open').waitFor({ state: 'detached' });
    }
  });
});

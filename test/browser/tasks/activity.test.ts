import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createWorld, type World } from '../../harness/world.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { leadOn, lineOf, linesOf, rowOn, unfold } from './support/seen.ts';

const consoleOf = ({ server, slug }: World) => `${server.issuer}/console/${slug}`;
const at = ({ slug }: World, name: string) => `${name}@new.${slug}.example`;

/** What happened, newest first, as the page has it. */
const eventsOn = ({ page }: Desk) => linesOf(page.locator('[aria-labelledby=events] tbody th a'));

/** An owner who has invited two people and revoked one of the invitations, at the activity. */
async function afterSomeDeeds(desk: Desk): Promise<World> {
  const world = await createWorld();
  await desk.enter(`${consoleOf(world)}/invitations`, world.olivia);
  for (const name of ['nora', 'otto']) {
    await desk.page.getByLabel('E-mail addresses').fill(at(world, name));
    await desk.press('Invite');
  }
  await desk.press('Revoke', rowOn(desk, at(world, 'otto')));
  await desk.press(`Revoke the invitation of ${at(world, 'otto')}`);
  await desk.press('Activity');
  return world;
}

async function filter(desk: Desk, fields: Readonly<Record<string, string>>): Promise<void> {
  await unfold(desk, 'Filters');
  for (const [label, value] of Object.entries(fields)) {
    const field = desk.page.getByLabel(label, { exact: true });
    if (label === 'What') await field.selectOption(value);
    else await field.fill(value);
  }
  await desk.press('Apply');
}

describeTask('the activity log', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`D28: says who did what, when, to whom and from where, and each entry in full: ${how}`, async () => {
      const desk = await sitDown(look);
      const world = await afterSomeDeeds(desk);
      expect((await eventsOn(desk)).slice(0, 3)).to.deep.equal([
        'Revoked an invitation',
        'Invited somebody',
        'Invited somebody',
      ]);
      const revoked = await lineOf(rowOn(desk, 'Revoked an invitation'));
      expect(revoked)
        .to.include('Olivia')
        .and.include(at(world, 'otto'))
        .and.match(/Today, \d\d:\d\d/);
      // Where a test comes from.
      expect(revoked).to.match(/::1|127\.0\.0\./);
      await desk.look('all');
      await desk.press('Revoked an invitation');
      expect(await leadOn(desk)).to.equal('Revoked an invitation');
      const facts = await lineOf(desk.page.locator('.facts').first());
      expect(facts).to.include('Olivia').and.include(at(world, 'otto'));
      expect(await desk.text()).to.include('In the form in which programs read it. It holds no secrets.');
      await desk.look('one entry');
    });

    it(`D28: is filtered by what and by person, and a filter is taken away again: ${how}`, async () => {
      const desk = await sitDown(look);
      const world = await afterSomeDeeds(desk);
      await filter(desk, { What: 'Invited somebody' });
      expect(await eventsOn(desk)).to.deep.equal(['Invited somebody', 'Invited somebody']);
      await filter(desk, { 'Person (e-mail)': world.mina.email });
      expect(await desk.text()).to.include('Nothing matches these filters. Remove one of them.');
      await desk.look('nothing found');
      await desk.press(/^Remove filter: Person/);
      expect(await eventsOn(desk)).to.deep.equal(['Invited somebody', 'Invited somebody']);
      await filter(desk, { 'Person (e-mail)': world.olivia.email });
      expect(await eventsOn(desk)).to.have.length(2);
      await desk.look('filtered');
      await filter(desk, { From: '2999-01-01' });
      expect(await eventsOn(desk)).to.deep.equal([]);
      await desk.press('Clear all');
      expect(await eventsOn(desk)).to.include('Revoked an invitation');
    });

    it(`D28: is exported as it is filtered, which stands in it: ${how}`, async () => {
      const desk = await sitDown(look);
      const world = await afterSomeDeeds(desk);
      await filter(desk, { What: 'Invited somebody' });
      await desk.press('Export as CSV');
      expect(await leadOn(desk)).to.equal('The file has 2 entries.');
      await desk.look('export');
      const [file] = await Promise.all([
        desk.page.waitForEvent('download'),
        desk.page.getByRole('button', { name: 'Download 2 entries as CSV' }).click(),
      ]);
      expect(file.suggestedFilename()).to.equal(`${world.slug}-activity.csv`);
      const [head, ...lines] = readFileSync(await file.path(), 'utf8')
        .trim()
        .split('\r\n');
      expect(head).to.match(/^id,at,type/);
      expect(lines).to.have.length(2);
      for (const [index, name] of ['otto', 'nora'].entries())
        expect(lines[index]).to.include('invitation.created').and.include(at(world, name));
      await desk.press('Activity', desk.page.locator('nav.tabs'));
      expect((await eventsOn(desk))[0]).to.equal('Exported data');
    });

    it(`D28: is for administrators, and for members of no kind: ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await desk.enter(`${consoleOf(world)}/activity`, world.mina);
      expect(await desk.name()).to.equal('error');
      expect(await eventsOn(desk)).to.deep.equal([]);
      await desk.look('a member');
    });
  }
});

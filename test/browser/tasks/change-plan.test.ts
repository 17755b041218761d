import { expect } from 'chai';
import { markOperator } from '../../harness/operators.ts';
import { createWorld, everyoneNow, pageOf, seed, type World } from '../../harness/world.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { leadOn, lineOf, linesOf, noticeOn } from './support/seen.ts';

const nora = ({ slug }: World) => `nora@new.${slug}.example`;

/** An organization that asks all for a second step, one of them by name, and has four of its five seats in use. */
async function worldOfTeam(): Promise<World> {
  const world = await createWorld({ plan: 'team', enforcement: everyoneNow });
  await seed(world.server, {
    organizations: [
      {
        slug: world.slug,
        seats: 5,
        members: [{ email: world.tomas.email, role: 'member', override: 'required' }],
        invitations: [{ email: nora(world), role: 'member' }],
      },
    ],
  });
  return world;
}

/** The people of one of the lists of what does not fit. */
const listedIn = ({ page }: Desk, list: string) => linesOf(page.locator(`[aria-labelledby=${list}] li`));

async function planOf({ server, slug }: World): Promise<string | undefined> {
  return (await server.countersign.db.organizations.findBySlug(slug))?.plan;
}

describeTask('another plan', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`D25: an owner sees what another plan would not allow, and changes nothing by looking: ${how}`, async () => {
      const world = await worldOfTeam();
      const desk = await sitDown(look);
      await desk.enter(`${world.server.issuer}/console/${world.slug}`, world.olivia);
      await desk.press('Settings');
      await desk.press('Preview a change of plan');
      await desk.page.getByLabel('Plan').selectOption('free');
      await desk.press('Preview');
      expect(await leadOn(desk)).to.equal('Not all that you have fits the plan free.');
      expect(await listedIn(desk, 'too-many')).to.have.members([
        ...[world.olivia, world.tomas, world.mina].map(({ email }) => email),
        nora(world),
      ]);
      expect(await listedIn(desk, 'required')).to.deep.equal([world.tomas.email]);
      await desk.look('does not fit');
      await desk.page.getByLabel('Plan').selectOption('enterprise');
      await desk.press('Preview');
      expect(await leadOn(desk)).to.equal('All that you have fits the plan enterprise.');
      expect(await listedIn(desk, 'too-many')).to.deep.equal([]);
      await desk.look('fits');
      expect(await planOf(world)).to.equal('team');
      expect(await pageOf(world, world.mina), 'is asked still').to.equal('mailbox');
    });

    it(`D25, T14: the operator sees the same before the plan is changed, which ends enforcement: ${how}`, async () => {
      const world = await worldOfTeam();
      const named = world.slug.toUpperCase();
      const desk = await sitDown(look);
      await markOperator(world, world.olivia, true);
      await desk.enter(`${world.server.issuer}/operator/organizations`, world.olivia);
      await desk.page.getByLabel('Name or short name').fill(world.slug);
      await desk.press('Apply');
      await desk.press(named, desk.page.locator('main'));
      await desk.look('organization');
      await desk.press('Change plan');
      await desk.page.getByLabel('Plan').selectOption('free');
      await desk.press('Show what follows');
      const bad = desk.page.locator('.banner.bad');
      const said = (await linesOf(bad)).join(' ');
      expect(said).to.include('Two-step sign-in is required at present and would be switched off at once.');
      expect(said).to.include('More seats are in use than there would be.').and.include(nora(world));
      await desk.look('what follows');
      expect([await planOf(world), await pageOf(world, world.mina)]).to.deep.equal(['team', 'mailbox']);
      await desk.press(`Put ${named} on free`);
      expect(await noticeOn(desk)).to.equal(`${named} is on the plan free now.`);
      expect(await lineOf(desk.page.locator('main .head'))).to.include('Not enforcing');
      await desk.look('changed');
      expect([await planOf(world), await pageOf(world, world.mina)]).to.deep.equal(['free', 'in']);
    });
  }
});

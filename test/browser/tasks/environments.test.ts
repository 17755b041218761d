import { expect } from 'chai';
import type { Application } from '../../harness/application.ts';
import { markOperator } from '../../harness/operators.ts';
import { createWorld, everyoneNow, pageOf, type TestPerson, type World } from '../../harness/world.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { lineOf, noticeOn } from './support/seen.ts';
import { stagedApplication } from './support/staged.ts';

/** Signs somebody in at an application with their password, and says on which page they stand then. */
async function signInAt(desk: Desk, application: Application, person: TestPerson): Promise<string> {
  await desk.page.goto(await application.authorizationUrl());
  await desk.page.getByLabel('E-mail').fill(person.email);
  await desk.page.getByLabel('Password', { exact: true }).fill(person.password);
  await desk.press('Continue');
  return desk.name();
}

/** The operator at the environments. */
async function atEnvironments(desk: Desk, world: World): Promise<void> {
  await markOperator(world, world.olivia, true);
  await desk.enter(`${world.server.issuer}/operator`, world.olivia);
  await desk.press('Environments');
}

const cardOf = ({ page }: Desk, environment: string) => page.locator(`[aria-labelledby="e-${environment}"]`);

async function choose(desk: Desk, how: string): Promise<void> {
  await desk.page.getByLabel('Second steps').selectOption(how);
  await desk.press('Show what follows');
}

describeTask('environments', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`L1, L2: asks nobody until the operator switches it on, for its own applications alone: ${how}`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const { staging, environment } = await stagedApplication(world);
      expect(await signInAt(await sitDown(look), staging, world.mina)).to.equal('application');
      expect(await signInAt(await sitDown(look), world.application, world.mina)).to.equal('mailbox');
      const desk = await sitDown(look);
      await atEnvironments(desk, world);
      const card = cardOf(desk, environment);
      expect(await lineOf(card))
        .to.include('Off')
        .and.include('Staged wiki')
        .and.include('Nobody is asked for a second step here, whatever their organization requires.');
      await desk.press('Change', card);
      await choose(desk, 'On, asked of everyone');
      expect(await desk.text())
        .to.include('It concerns this application: Staged wiki')
        .and.include('It never concerns accounts, consoles, these pages and the API');
      await desk.look('on');
      expect(await pageOf({ ...world, application: staging }, world.mina), 'not yet').to.equal('in');
      await desk.press(`Switch ${environment} on`);
      expect(await noticeOn(desk)).to.equal(`${environment} is on now.`);
      expect(await pageOf({ ...world, application: staging }, world.mina)).to.equal('mailbox');
      const minas = await sitDown(look);
      expect(await signInAt(minas, staging, world.mina)).to.equal('mailbox');
      await minas.look('is asked now');
      await switchOff(desk, world, environment);
      expect(await pageOf({ ...world, application: staging }, world.mina)).to.equal('in');
      expect(await pageOf(world, world.mina), 'at another application').to.equal('mailbox');
    });

    it(`L3: begins with some people, whose addresses the operator types: ${how}`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const { staging, environment } = await stagedApplication(world);
      const desk = await sitDown(look);
      await atEnvironments(desk, world);
      await desk.press('Change', cardOf(desk, environment));
      const users = desk.page.getByLabel('Pilot, by address');
      await users.fill(`${world.mina.email}\nnobody`);
      await choose(desk, 'Pilot, asked of the people below first');
      expect(await lineOf(desk.page.locator('#users-problem'))).to.include('2: nobody');
      expect(await users.inputValue()).to.include('nobody');
      await desk.look('a line is refused');
      await users.fill(world.mina.email);
      await choose(desk, 'Pilot, asked of the people below first');
      expect(await desk.text()).to.include(
        'Second steps are asked of those listed by address (1), and of 0 % of all others.',
      );
      await desk.look('pilot');
      await desk.press(`Make ${environment} a pilot`);
      expect(await noticeOn(desk)).to.equal(`${environment} is a pilot now.`);
      expect(await lineOf(cardOf(desk, environment))).to.include('In the pilot: 1 by their address');
      await desk.look('is a pilot');
      expect(await pageOf({ ...world, application: staging }, world.mina)).to.equal('mailbox');
      expect(await signInAt(await sitDown(look), staging, world.mina)).to.equal('mailbox');
      expect(await signInAt(await sitDown(look), staging, world.tomas), 'not in it').to.equal('application');
    });

    it(`L1: are nothing for those who run an organization: ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await desk.enter(`${world.server.issuer}/account`, world.olivia);
      expect(await desk.page.getByRole('link', { name: 'Operator' }).count()).to.equal(0);
      await desk.page.goto(`${world.server.issuer}/operator/environments`);
      expect(await desk.name()).to.equal('error');
      await desk.look('for nobody else');
    });
  }
});

/** Says in red what it means first. */
async function switchOff(desk: Desk, world: World, environment: string): Promise<void> {
  await desk.press('Change', cardOf(desk, environment));
  await choose(desk, 'Off, asked of nobody');
  expect(await lineOf(desk.page.locator('.lead.text-bad'))).to.include('A stolen password is then enough.');
  await desk.look('off');
  await desk.press('Cancel');
  expect(await pageOf(world, world.mina)).to.equal('mailbox');
  await desk.press('Change', cardOf(desk, environment));
  await choose(desk, 'Off, asked of nobody');
  await desk.press(`Switch ${environment} off`);
}

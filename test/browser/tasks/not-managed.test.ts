import { expect } from 'chai';
import { createDomainCheck } from '../../../src/organizations/profile/domain-check.ts';
import { elsewhere } from '../../harness/members.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { lineOf, noticeOn, problemOn } from './support/seen.ts';

/** A world that does not manage Mina: she belongs to another organization too, and her domain is nobody's. */
async function worldWithout(server?: TestServer): Promise<World> {
  const world = await createWorld(server === undefined ? {} : { server });
  await elsewhere(world, [world.mina]);
  await world.server.countersign.db.sql('DELETE FROM organization_domains WHERE domain = $1', [
    `${world.slug}.example`,
  ]);
  return world;
}

/** From the list of members to what works for Mina. */
async function whatWorks(desk: Desk, world: World): Promise<void> {
  await desk.enter(`${world.server.issuer}/console/${world.slug}/members`, world.olivia);
  await desk.press('Mina');
  expect(await lineOf(desk.page.locator('.facts').first())).to.include(
    `Not ${world.slug.toUpperCase()}: the address is of no verified domain, and there are other memberships`,
  );
  expect(await desk.page.getByRole('link', { name: 'Reset the device' }).count()).to.equal(0);
  await desk.look('member');
  await desk.press('Not possible here: what works instead');
}

describeTask('a member who is not managed', (sitDown) => {
  const records = new Map<string, string>();
  let server: TestServer;

  before(async () => {
    const resolveTxt = async (name: string) => {
      const text = records.get(name);
      if (text === undefined) throw Object.assign(new Error('not there'), { code: 'ENOTFOUND' });
      return [[text]];
    };
    server = await startTestServer({ domainCheck: createDomainCheck({ resolveTxt }) });
  });

  after(() => server.stop());

  for (const [how, look] of Object.entries(looks)) {
    it(`ruling 17: is managed once their domain is verified by its record: ${how}`, async () => {
      const world = await worldWithout(server);
      const domain = `${world.slug}.example`;
      const desk = await sitDown(look);
      await whatWorks(desk, world);
      expect(await desk.text()).to.include(`If ${domain} belongs to ${world.slug.toUpperCase()}, verify it`);
      await desk.look('what works');
      await desk.press('To the domains');
      await desk.press('Add a domain');
      await desk.page.getByLabel('Domain').fill(`@${domain}`);
      await desk.press('Go on');
      const [name, value] = [desk.page.locator('#record-name'), desk.page.locator('#record-value')];
      expect(await lineOf(name)).to.equal(`_countersign.${domain}`);
      await desk.look('record');
      await desk.press('Check');
      expect(await problemOn(desk)).to.include('The record is not there yet');
      await desk.look('not there yet');
      records.set(await lineOf(name), await lineOf(value));
      await desk.press('Check');
      expect(await noticeOn(desk)).to.equal(`${domain} is verified and belongs to your organization.`);
      await desk.look('verified');
      await desk.press('Members', desk.page.locator('nav.tabs'));
      await desk.press('Mina');
      await desk.press('Reset the device');
      expect(await desk.page.getByRole('button', { name: 'Reset the device of Mina' }).count()).to.equal(1);
    });

    it(`ruling 17: is helped by the operator, who is asked once a day: ${how}`, async () => {
      const world = await worldWithout();
      const desk = await sitDown(look);
      await whatWorks(desk, world);
      await desk.press('Ask the operator');
      expect(await noticeOn(desk)).to.equal('The operator was asked to help Mina.');
      expect(await lineOf(desk.page.locator('[aria-labelledby=history]'))).to.include(
        'Asked the operator for help with a member',
      );
      await desk.look('asked');
      await desk.press('Not possible here: what works instead');
      expect(await desk.text()).to.include('The operator was asked; again from');
      expect(await desk.page.getByRole('button', { name: 'Ask the operator' }).isDisabled()).to.equal(true);
      await desk.look('again tomorrow');
      await desk.page.goto(`${desk.page.url().replace('not-managed', 'reset-device')}`);
      expect(await desk.text()).to.include('This organization does not manage the account');
      expect(await desk.page.locator('main form').count()).to.equal(0);
    });
  }
});

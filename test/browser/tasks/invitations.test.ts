import { expect } from 'chai';
import { apiOf } from '../../harness/api.ts';
import { mailedLink, membersOf } from '../../harness/invitations.ts';
import { mailsTo } from '../../harness/mails.ts';
import { joinedBy } from '../../harness/members.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { lineOf, linesOf, noticeOn, problemOn, rowOn, statusAt } from './support/seen.ts';

const consoleOf = ({ server, slug }: World) => `${server.issuer}/console/${slug}/invitations`;
const at = ({ slug }: World, name: string) => `${name}@new.${slug}.example`;

/** The addresses that are pending, in the order of the page. */
const pendingOn = ({ page }: Desk) => linesOf(page.locator('[aria-labelledby=pending] tbody th bdi'));

async function inviteOne(desk: Desk, email: string, role: string): Promise<void> {
  await desk.page.getByLabel('E-mail addresses').fill(email);
  await desk.page.getByLabel('Role').selectOption(role);
  await desk.press('Invite');
}

describeTask('invitations', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`D14: an owner invites somebody as an administrator, who becomes one: ${how}`, async () => {
      const world = await createWorld();
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world), world.olivia);
      expect(await desk.text()).to.include('Nobody is invited at the moment.');
      await desk.page.getByLabel('Language of the mail').selectOption('Français');
      await inviteOne(desk, world.greta.email, 'Administrator');
      expect(await noticeOn(desk)).to.equal('1 person was invited.');
      expect(await lineOf(rowOn(desk, world.greta.email)))
        .to.include('Administrator')
        .and.include('by Olivia');
      await desk.look('invited');
      const [mail] = await mailsTo(world.server, world.greta.email);
      expect(mail?.text).to.match(/vous/i);
      expect(await membersOf(world), 'before it is accepted').not.to.have.property(world.greta.email);
      await acceptAsGreta(world, await sitDown(look));
      expect(await membersOf(world)).to.have.property(world.greta.email, 'admin');
      await desk.page.reload();
      expect(await desk.text())
        .to.include('Nobody is invited at the moment.')
        .and.include('4 members');
    });

    it(`D15: an owner finds those who are pending, sends one again and revokes another: ${how}`, async () => {
      const world = await createWorld();
      const [nora, otto] = [at(world, 'nora'), at(world, 'otto')];
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world), world.olivia);
      await inviteOne(desk, nora, 'Member');
      const first = await mailedLink(world.server, nora);
      await inviteOne(desk, otto, 'Owner');
      const ottos = await mailedLink(world.server, otto);
      expect(await pendingOn(desk)).to.have.members([nora, otto]);
      await desk.press('Send again', rowOn(desk, nora));
      expect(await noticeOn(desk)).to.equal(
        '1 invitation was sent again. The link from before no longer works.',
      );
      await desk.look('sent again');
      const second = await mailedLink(world.server, nora);
      expect([await statusAt(desk, first), await statusAt(desk, second)]).to.deep.equal([410, 200]);
      await expectAboveAdministrators(world, await sitDown(look), otto);
      await desk.press('Revoke', rowOn(desk, otto));
      expect(await desk.text())
        .to.include('1 invitation is withdrawn at once.')
        .and.include('Its seat is free at once.');
      await desk.look('revoke');
      expect(await statusAt(desk, ottos), 'nothing before it is confirmed').to.equal(200);
      await desk.press(`Revoke the invitation of ${otto}`);
      expect(await noticeOn(desk)).to.equal('1 invitation was revoked. Its seat is free.');
      expect(await pendingOn(desk)).to.deep.equal([nora]);
      expect([await statusAt(desk, ottos), await statusAt(desk, second)]).to.deep.equal([410, 200]);
      await desk.look('revoked');
    });

    it(`D15: an owner revokes several at once, after saying which: ${how}`, async () => {
      const world = await createWorld();
      const [nora, otto, pia] = ['nora', 'otto', 'pia'].map((name) => at(world, name)) as [
        string,
        string,
        string,
      ];
      const desk = await sitDown(look);
      await desk.enter(consoleOf(world), world.olivia);
      for (const email of [nora, otto, pia]) await inviteOne(desk, email, 'Member');
      await desk.press('Revoke', desk.page.locator('#bulk'));
      expect(await problemOn(desk)).to.include('Nothing is chosen');
      await desk.look('nothing chosen');
      const name = rowOn(desk, pia).getByRole('rowheader');
      const [address, role] = await Promise.all(
        ['bdi', '.second-line'].map((part) => name.locator(part).boundingBox()),
      );
      expect(role?.x, 'the role begins below the address').to.equal(address?.x);
      for (const email of [nora, pia]) await desk.page.getByRole('checkbox', { name: email }).check();
      await desk.press('Revoke', desk.page.locator('#bulk'));
      expect(await linesOf(desk.page.locator('main li.item strong'))).to.have.members([nora, pia]);
      await desk.look('several');
      await desk.press('Revoke 2 invitations');
      expect(await noticeOn(desk)).to.equal('2 invitations were revoked. Their seats are free.');
      expect(await pendingOn(desk)).to.deep.equal([otto]);
    });
  }
});

/** Opens the link of the mail at a browser of her own, and joins. */
async function acceptAsGreta(world: World, desk: Desk): Promise<void> {
  await desk.page.goto(await mailedLink(world.server, world.greta.email));
  await desk.look('join');
  await desk.press('Sign in and join');
  await desk.page.getByLabel('Password', { exact: true }).fill(world.greta.password);
  await desk.press('Continue');
  expect(await desk.name()).to.equal('joined');
  await desk.look('joined');
}

/** An administrator sees an invitation to a role above theirs, and can do nothing with it. */
async function expectAboveAdministrators(world: World, desk: Desk, email: string): Promise<void> {
  const { ada } = await joinedBy(world, { ada: 'admin' });
  await desk.enter(consoleOf(world), ada);
  const row = rowOn(desk, email);
  expect(await lineOf(row)).to.include('Only owners change this one.');
  expect(await row.getByRole('button').count()).to.equal(0);
  expect(await desk.page.getByLabel('Role').locator('option').allInnerTexts()).not.to.include('Owner');
  await desk.look('administrator');
  const minas = await apiOf(world, world.mina);
  expect((await minas.get(`/organizations/${world.slug}/invitations`)).status, 'of a member').to.equal(403);
}

import { expect } from 'chai';
import { deliver, mailedLink, mailsTo } from '../../harness/mails.ts';
import { idOf, joinedBy } from '../../harness/members.ts';
import { until } from '../../harness/until.ts';
import { createWorld, pageOf, type TestPerson, type World } from '../../harness/world.ts';
import { crowdedWorld } from '../../long-jobs/support/crowd.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { leadOn, lineOf, noticeOn, problemOn, unfold } from './support/seen.ts';

/** More passwords than are reset at once. */
const many = 1000;

const newPassword = 'another horse, another battery';
const listOf = ({ server, slug }: World) => `${server.issuer}/console/${slug}/members`;

/** How many have to choose a new password, as stored. */
async function orderedIn({ server, slug }: World): Promise<number> {
  const rows = await server.countersign.db.sql(
    `SELECT 1 FROM members m JOIN organizations o ON o.id = m.organization_id JOIN users u ON u.id = m.user_id
     WHERE o.slug = $1 AND u.password_reset_at IS NOT NULL`,
    [slug],
  );
  return rows.length;
}

describeTask('resetting passwords', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`L4: those who are chosen are signed out at once, and set a new password and a second step: ${how}`, async () => {
      const world = await createWorld({ enforcement: { preset: 'reset-driven' } });
      const { server, mina } = world;
      const [desk, minas] = [await sitDown(look), await sitDown(look)];
      await minas.enter(`${server.issuer}/account`, mina);
      await desk.enter(listOf(world), world.olivia);
      for (const name of ['Mina', 'Olivia']) await desk.page.getByRole('checkbox', { name }).check();
      await unfold(desk, 'Change several at once');
      await desk.look('chosen');
      await desk.press('Reset passwords…');
      expect(await leadOn(desk)).to.equal('The password of one member is reset.');
      expect(await desk.text())
        .to.include('all of their sessions end at once.')
        .and.include('One of them sets up a second step at the next sign-in.')
        .and.include(`${world.olivia.email} that is you`);
      await desk.look('what follows');
      await minas.page.reload();
      expect(await minas.name(), 'nothing before it is confirmed').to.equal('overview');
      await desk.press('Reset one password');
      expect(await noticeOn(desk)).to.equal('One password was reset, and a link was mailed; skipped: 1.');
      await minas.page.reload();
      expect(await minas.name()).to.equal('password');
      await followTheLink(minas, world, mina);
      expect(await pageOf(world, world.tomas), 'who was not chosen').to.equal('challenge');
    });

    it(`L4: of all at once is a job, which says how far it is and whom it skipped: ${how}`, async () => {
      const world = await crowdedWorld({}, many);
      const { otto } = await joinedBy(world, { otto: 'owner' });
      const everyone = many + 4;
      const desk = await sitDown(look);
      await desk.enter(listOf(world), world.olivia);
      await unfold(desk, 'Change several at once');
      await desk.press(/^Choose all .*that match$/);
      expect(await desk.text()).to.include('that match are chosen');
      await desk.look('all are chosen');
      await desk.press('Reset passwords…');
      expect(await desk.text()).to.include('There are many of them: it goes on by itself');
      await desk.look('many');
      await desk.page.getByLabel('To confirm, type').fill(world.slug);
      await desk.press(/^Reset .+ passwords$/);
      expect(await leadOn(desk)).to.equal(`Waiting to begin: 0 of ${everyone.toLocaleString('en')}.`);
      expect(await desk.page.locator('progress').count()).to.equal(1);
      expect(await orderedIn(world)).to.equal(0);
      await desk.look('waiting');
      await until('the last batch of the job', async () => {
        await deliver(world.server);
        return (await orderedIn(world)) === everyone - 1;
      });
      // With scripts the page asks by itself; without, whoever looks at it does.
      if (!look.scripts) await desk.press('Update');
      await desk.page.getByText(/^All done: /).waitFor();
      expect(await desk.page.locator('progress').count()).to.equal(0);
      expect(await desk.text()).to.include('1: that is you');
      await desk.look('done');
      const links = (await mailsTo(world.server, otto.email)).filter(({ text }) =>
        /\/password\/reset\//.test(text),
      );
      expect(links).to.have.length(1);
    });

    it(`L4: of all at once is stopped by whoever sees that it was wrong: ${how}`, async () => {
      const world = await crowdedWorld({}, many);
      const desk = await sitDown(look);
      await desk.enter(listOf(world), world.olivia);
      await unfold(desk, 'Change several at once');
      await desk.press(/^Choose all/);
      await desk.press('Reset passwords…');
      await desk.page.getByLabel('To confirm, type').fill(world.slug);
      await desk.press(/^Reset .+ passwords$/);
      await desk.press('Stop it');
      expect(await noticeOn(desk)).to.equal('It is stopped. What was done stays done.');
      await deliver(world.server);
      await desk.page.reload();
      expect(await leadOn(desk)).to.match(/^Stopped after 0 of /);
      expect(await orderedIn(world)).to.equal(0);
      expect(await pageOf(world, world.mina)).to.equal('in');
      await desk.look('stopped');
      await expectNoneOfMembers(await sitDown(look), world, desk.page.url());
    });
  }
});

/** The old password opens nothing; the mailed link leads to a new one, and the sign-in with it to the set-up. */
async function followTheLink(desk: Desk, world: World, person: TestPerson): Promise<void> {
  await giveCredentials(desk, person);
  expect(await desk.name()).to.equal('password');
  expect(await problemOn(desk)).to.match(/new password/i);
  await desk.look('the old password');
  await desk.page.goto(await mailedLink(world.server, person.email, '/password/reset/'));
  await desk.page.getByLabel('New password').fill(newPassword);
  await desk.look('the new password');
  await desk.press('Save password');
  expect(await desk.name()).to.equal('password-saved');
  await desk.page.goto(await world.application.authorizationUrl());
  await giveCredentials(desk, { ...person, password: newPassword });
  expect(await desk.name()).to.equal('mailbox');
  expect(await lineOf(desk.page.locator('main'))).to.include(world.slug.toUpperCase());
  await desk.look('the second step');
}

async function giveCredentials(desk: Desk, { email, password }: TestPerson): Promise<void> {
  await desk.page.getByLabel('E-mail').fill(email);
  await desk.page.getByLabel('Password', { exact: true }).fill(password);
  await desk.press('Continue');
}

/** A member gets neither the list nor the page of a job. */
async function expectNoneOfMembers(desk: Desk, world: World, job: string): Promise<void> {
  await desk.enter(job, world.tomas);
  expect(await desk.name()).to.equal('error');
  await desk.page.goto(`${listOf(world)}/${await idOf(world, world.mina)}`);
  expect(await desk.name()).to.equal('error');
}

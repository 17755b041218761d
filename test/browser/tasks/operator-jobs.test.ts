import { expect } from 'chai';
import { lostMail } from '../../harness/dead-letters.ts';
import { mailsTo } from '../../harness/mails.ts';
import { markOperator, newestEvent } from '../../harness/operators.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { type Desk, describeTask, looks } from './support/desk.ts';
import { lineOf, noticeOn, rowOn } from './support/seen.ts';

/** The operator at the jobs, where two mails could not be delivered. */
async function atJobs(desk: Desk): Promise<{ world: World; ann: string; bob: string }> {
  const world = await createWorld();
  const [ann, bob] = [`ann@${world.slug}.example`, `bob@${world.slug}.example`];
  for (const email of [ann, bob]) await lostMail(world.server.countersign.db, email);
  await markOperator(world, world.olivia, true);
  await desk.enter(`${world.server.issuer}/operator`, world.olivia);
  await desk.press('Jobs and mail');
  return { world, ann, bob };
}

describeTask('what could not be delivered', (sitDown) => {
  for (const [how, look] of Object.entries(looks)) {
    it(`is tried again by the operator, and arrives once: ${how}`, async () => {
      const desk = await sitDown(look);
      const { world, ann, bob } = await atJobs(desk);
      expect(await lineOf(rowOn(desk, ann)))
        .to.include('E-mail')
        .and.include('EENVELOPE 550');
      await desk.look('failed');
      await desk.press('Try again', rowOn(desk, ann));
      expect(await noticeOn(desk)).to.equal('It is tried again now.');
      await desk.look('tried again');
      expect(await rowOn(desk, ann).count()).to.equal(0);
      expect(await rowOn(desk, bob).count()).to.equal(1);
      expect(await mailsTo(world.server, ann)).to.have.length(1);
      expect(await mailsTo(world.server, bob)).to.deep.equal([]);
    });

    it(`is dropped by the operator, who reads before what that means: ${how}`, async () => {
      const desk = await sitDown(look);
      const { world, bob } = await atJobs(desk);
      await desk.press('Drop', rowOn(desk, bob));
      expect(await desk.text())
        .to.include('If it is dropped, the mail never goes out. Nobody is told.')
        .and.include('What is in it is never shown here.');
      await desk.look('drop');
      await desk.press('Cancel');
      expect(await rowOn(desk, bob).count()).to.equal(1);
      await desk.press('Drop', rowOn(desk, bob));
      await desk.press('Drop it for good');
      expect(await noticeOn(desk)).to.equal('It was dropped.');
      expect(await rowOn(desk, bob).count()).to.equal(0);
      expect(await mailsTo(world.server, bob)).to.deep.equal([]);
      expect((await newestEvent(world, 'dead_letter.dropped'))?.actor).to.have.keys('kind', 'id');
    });

    it(`can be a matter of the mail server, which the operator tests by a mail to themselves: ${how}`, async () => {
      const desk = await sitDown(look);
      const { world } = await atJobs(desk);
      const { email } = world.olivia;
      await desk.press('Send a test mail');
      expect(await noticeOn(desk)).to.equal(`The mail server has accepted a test mail to ${email}.`);
      expect(await lineOf(desk.page.locator('[aria-labelledby=mail]'))).to.include('Works');
      await desk.look('mail works');
      const mails = world.server.mailbox.messages().filter(({ to }) => to === email);
      expect(mails.map(({ subject }) => subject)).to.include('Countersign: a test mail');
    });

    it(`is shown to nobody else: ${how}`, async () => {
      const world = await createWorld();
      await lostMail(world.server.countersign.db, `ann@${world.slug}.example`);
      const desk = await sitDown(look);
      await desk.enter(`${world.server.issuer}/operator/jobs`, world.olivia);
      expect(await desk.name()).to.equal('error');
      expect(await desk.text()).not.to.include(`ann@${world.slug}.example`);
    });
  }
});

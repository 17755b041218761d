import { expect } from 'chai';
import { mostEventsAtOnce } from '../../../../src/organizations/exports/export-activity.ts';
import { activityExportPage } from '../../../../src/web/console/activity/activity-export.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, passChallenge } from '../../../harness/areas.ts';
import { travel, travelHome } from '../../../harness/clock.ts';
import { idOf } from '../../../harness/members.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { activityExportModel } from './support/models.ts';

describe('the page activity-export', () => {
  itIsSound(filled(activityExportPage, activityExportModel), { fields: ['person'], actions: ['continue'] });

  afterEach(travelHome);

  it('asks for a second step, and sends what the filters find', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/activity/export?kind=member.added`;
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(answer.page.querySelector('.lead')?.text).to.equal('The file has 3 entries.');
    travel(6 * 60);
    const challenge = await browser.submit(answer);
    expect(challenge.name).to.equal('challenge');
    const back = await passChallenge(browser, challenge, { person: world.olivia });
    expect(back.page.querySelector('.lead')?.text, 'the filters are kept').to.equal(
      'The file has 3 entries.',
    );
    const file = await browser.submit(back);
    expect(file.headers.get('content-disposition')).to.equal(
      `attachment; filename="${world.slug}-activity.csv"`,
    );
    const lines = file.body.trim().split('\r\n');
    expect(lines).to.have.length(4);
    expect(lines.slice(1).every((line) => line.includes(',member.added,'))).to.equal(true);
  });

  it('ends in the middle for who is removed while it is read', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const address = `${world.server.issuer}/console/${world.slug}/activity/export`;
    const { browser } = await enterArea(address, world.olivia);
    const userId = await idOf(world, world.olivia);
    const { list } = db.activity;
    const listing: typeof list = async (...asked) => {
      // The head is on its way by then.
      await db.sql('DELETE FROM members WHERE user_id = $1', [userId]);
      return list(...asked);
    };
    Object.assign(db.activity, { list: listing });
    try {
      const file = browser.post(address, {});
      const came = await file.then(
        ({ body }) => body,
        (error: Error) => error.message,
      );
      expect(came).to.equal('terminated');
    } finally {
      Object.assign(db.activity, { list });
    }
  });

  it('has a job write a log that is too long for one answer, and leads to it', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const organizationId = (await db.organizations.findBySlug(world.slug))?.id ?? '';
    const event = { type: 'member.reminded', actor: { kind: 'system' }, organizationId } as const;
    const many = Array.from({ length: mostEventsAtOnce + 1 }, () => event);
    for (let from = 0; from < many.length; from += 2000)
      await db.audit.recordAll(many.slice(from, from + 2000), new Date());
    const address = `${world.server.issuer}/console/${world.slug}/activity/export`;
    const { browser, answer } = await enterArea(`${address}?kind=member.reminded`, world.olivia);
    expect(answer.page.querySelector('button.button, main form button')?.text).to.equal(
      'Write 10,001 entries into a file',
    );
    const started = await browser.post(address, { kind: 'member.reminded' });
    expect(started.status).to.equal(303);
    const [, id = ''] = /\/jobs\/([0-9a-f-]{36})$/.exec(started.location ?? '') ?? [];
    const job = await db.longJobs.find(id);
    expect([job?.kind, job?.total]).to.deep.equal(['activity_export', mostEventsAtOnce + 1]);
  });
});

import { expect } from 'chai';
import { organizationSupportPage } from '../../../../src/web/operator/organizations/organization-support.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { travel } from '../../../harness/clock.ts';
import { mailsTo } from '../../../harness/mails.ts';
import { idOf, joinedBy } from '../../../harness/members.ts';
import { markOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld, type TestPerson, type World } from '../../../harness/world.ts';
import { midnight } from '../../support/frames.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { organizationSupportModel } from './support/models.ts';

const reason = 'Ticket 4711: nobody gets in';

describe('an organization that is opened as support', () => {
  itIsSound(filled(organizationSupportPage, organizationSupportModel), {
    fields: ['reason'],
    actions: ['continue'],
  });

  it('names whom it mails, and says where nobody can be', () => {
    const html = (model: typeof organizationSupportModel) => drawn(filled(organizationSupportPage, model));
    expect(html(organizationSupportModel)).to.include('ann@acme.example').and.include('eve@acme.example');
    expect(html({ ...organizationSupportModel, owners: [] })).to.include('no active owner');
    expect(html({ ...organizationSupportModel, until: midnight })).to.include('value="end"');
  });

  let world: World;
  let runa: TestPerson;
  const address = () => `${world.server.issuer}/operator/organizations/${world.slug}/support`;

  beforeEach(async () => {
    world = await createWorld();
    // Of no organization, and with a factor.
    runa = world.tomas;
    await world.server.countersign.db.sql(
      'DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE email = $1)',
      [runa.email],
    );
    await markOperator(world, runa, true);
  });

  const aboutSupport = async (email: string) =>
    (await mailsTo(world.server, email)).find(({ text }) => text.includes(reason));

  const enter = (step = 0) => enterArea(address(), runa, { step });

  it('takes a reason, mails it to each owner in their language, and stands in the log of the organization', async () => {
    const { otto } = await joinedBy(world, { otto: 'owner' });
    const { db } = world.server.countersign;
    await db.sql(`UPDATE users SET profile = profile || '{"locale":"de"}' WHERE email = $1`, [otto?.email]);
    const { browser, answer } = await enter();
    for (const [typed, said] of [
      ['', 'This field is empty'],
      ['too short', 'This reason is too short'],
    ] as const) {
      const refused = await browser.submit(answer, { reason: typed });
      expect([refused.status, refused.page.querySelector('.field-problem')?.text]).to.deep.equal([
        422,
        `Error: ${said}`,
      ]);
    }
    const opened = await browser.submit(answer, { reason });
    expect([opened.url, opened.status, opened.name]).to.deep.equal([
      `${world.server.issuer}/console/${world.slug}`,
      200,
      'overview',
    ]);
    const organization = await db.organizations.findBySlug(world.slug);
    const { events } = await db.activity.list(organization?.id ?? '', {}, { limit: 1, before: null });
    expect(events[0]).to.deep.include({ type: 'organization.support_opened' });
    expect(events[0]?.detail).to.include({ reason });
    expect(events[0]?.actor.kind).to.equal('operator');
    const toOlivia = await aboutSupport(world.olivia.email);
    expect(toOlivia?.subject).to.equal(`Countersign: support looks at ${world.slug.toUpperCase()}`);
    expect(toOlivia?.text.replaceAll(/\s+/g, ' ')).to.include('for 1 hour').and.include(reason);
    expect((await aboutSupport(otto?.email ?? ''))?.subject).to.include('der Support');
    expect(await mailsTo(world.server, world.mina.email)).to.deep.equal([]);
  });

  it('is ended from each of its pages, without a fresh second factor, and then closed at once', async () => {
    const { browser, answer } = await enter();
    const console = await browser.submit(answer, { reason });
    const form = console.page.querySelector('.banner.bad form');
    expect(form?.getAttribute('action')).to.equal(`/operator/organizations/${world.slug}/support`);
    travel(600);
    const done = await browser.post(address(), { action: 'end' });
    expect(done.status).to.equal(303);
    const page = await browser.open(done.location ?? '');
    expect(noticeOf(page)).to.include('You no longer read');
    expect((await browser.open(`${world.server.issuer}/console/${world.slug}`)).status).to.equal(404);
    expect((await newestEvent(world, 'organization.support_ended'))?.actor).to.deep.equal({
      kind: 'operator',
      id: await idOf(world, runa),
    });
    // Opening takes one.
    const asked = await browser.post(address(), { reason });
    expect(new URL(asked.location ?? '').pathname).to.equal('/auth');
    expect((await browser.open(`${world.server.issuer}/console/${world.slug}`)).status).to.equal(404);
  });

  it('is ended once, and leaves one event, however often its end is sent', async () => {
    const { browser, answer } = await enter();
    await browser.submit(answer, { reason });
    for (const time of ['first', 'second'])
      expect((await browser.post(address(), { action: 'end' })).status, time).to.equal(303);
    const { db } = world.server.countersign;
    const { id = '' } = (await db.organizations.findBySlug(world.slug)) ?? {};
    const ended = await db.sql(
      "SELECT 1 FROM audit_events WHERE organization_id = $1 AND type = 'organization.support_ended'",
      [id],
    );
    expect(ended).to.have.length(1);
  });

  it('ends by itself after an hour, and can be opened again by whoever says why again', async () => {
    const { browser, answer } = await enter();
    await browser.submit(answer, { reason });
    const overview = `${world.server.issuer}/console/${world.slug}`;
    travel(3590);
    expect((await browser.open(overview)).status).to.equal(200);
    travel(20);
    expect((await browser.open(overview)).status).to.equal(404);
    const page = await browser.open(address());
    expect(page.page.querySelectorAll('input[name=reason]')).to.have.length(1);
    await world.server.countersign.sweep(new Date());
    const left = await world.server.countersign.db.sql(
      'SELECT 1 FROM support_openings WHERE expires_at < $1',
      [new Date()],
    );
    expect(left).to.deep.equal([]);
  });

  it('is closed with the mark of the operator, and stays closed when they get it back', async () => {
    const { browser, answer } = await enter();
    await browser.submit(answer, { reason });
    const overview = `${world.server.issuer}/console/${world.slug}`;
    await markOperator(world, runa, false);
    expect((await browser.open(overview)).status).to.equal(404);
    await markOperator(world, runa, true);
    expect((await browser.open(overview)).status).to.equal(404);
  });

  it('is there for operators alone', async () => {
    for (const person of [world.olivia, world.mina, world.greta]) {
      const { browser } = await enterArea(`${world.server.issuer}/account`, person);
      expect((await browser.open(address())).status, person.email).to.equal(404);
      expect((await browser.post(address(), { reason })).status, person.email).to.equal(404);
    }
    const { browser } = await enter();
    const nowhere = `${world.server.issuer}/operator/organizations/nowhere/support`;
    expect((await browser.open(nowhere)).status).to.equal(404);
  });
});

import { expect } from 'chai';
import { overridePage } from '../../../../src/web/console/members/override.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { createWorld, everyoneNow, seed } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { sendFilled } from '../enforcement/support/filled-form.ts';
import { overrideModel } from './support/models.ts';
import { mainText, visitMember } from './support/visits.ts';

const typedInto = (
  page: { querySelector(what: string): { getAttribute(name: string): string | undefined } | null },
  name: string,
) => page.querySelector(`[name=${name}]`)?.getAttribute('value') ?? '';

describe('the page override', () => {
  itIsSound(filled(overridePage, overrideModel), {
    fields: ['override', 'override', 'override', 'until_date', 'until_time', 'reason'],
    actions: ['continue'],
  });

  it('M12, M13: exempts for 14 days unless another end is chosen, and deletes no factor', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer, address } = await visitMember(world, { to: world.tomas, rest: '/override' });
    const date = typedInto(answer.page, 'until_date');
    expect(Date.parse(date) - Date.now()).to.be.within(12 * 86_400_000, 15 * 86_400_000);
    const past = await browser.post(address, {
      override: 'exempt',
      until_date: '2020-01-01',
      until_time: '00:00',
    });
    expect(past.status).to.equal(422);
    expect(mainText(past)).to.include('The exemption must end later than now.');
    expect(typedInto(past.page, 'until_date')).to.equal('2020-01-01');
    const form = { override: 'exempt', until_date: date, until_time: '08:30', reason: 'A new phone' };
    const done = await browser.submit(answer, form);
    expect(noticeOf(done)).to.equal('Tomas is exempt now. No second step was deleted.');
    expect(mainText(done))
      .to.include('08:30')
      .and.include('Reason: A new phone')
      .and.include('authenticator app');
    const endless = await browser.submit(await browser.open(address), { ...form, until_date: '' });
    expect(mainText(endless)).to.include('Exempt, without an end');
  });

  it('refuses a reason that cannot be shown, and what is no choice', async () => {
    const world = await createWorld();
    const { browser, address } = await visitMember(world, { to: world.mina, rest: '/override' });
    expect((await browser.post(address, { override: 'exempt', reason: 'a\u202Eb' })).status).to.equal(422);
    expect((await browser.post(address, { override: 'maybe' })).status).to.equal(422);
  });

  it('is nothing that people do for themselves', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer, address } = await visitMember(world, { to: world.olivia, rest: '/override' });
    expect(answer.page.querySelector('main form button')).to.equal(null);
    expect((await browser.post(address, { override: 'exempt' })).status).to.equal(403);
  });

  it('takes date and time of the end in the zone of the organization', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    await seed(world.server, { organizations: [{ slug: world.slug, time_zone: 'Europe/Brussels' }] });
    const { browser, answer } = await visitMember(world, { to: world.tomas, rest: '/override' });
    const until = { until_date: '2999-07-01', until_time: '08:30' };
    await browser.submit(answer, { override: 'exempt', ...until });
    const tomas = await world.server.countersign.db.people.byEmail(world.tomas.email);
    const { exemptUntil } = tomas?.memberships[0]?.member ?? {};
    expect(exemptUntil?.toISOString()).to.equal('2999-07-01T06:30:00.000Z');
  });

  it('takes the reason along to the page that confirms, and into the log', async () => {
    const world = await createWorld();
    const { browser, answer } = await visitMember(world, { to: world.tomas, rest: '/override' });
    const confirm = await browser.submit(answer, { override: 'required', reason: 'Has the keys' });
    expect([confirm.name, typedInto(confirm.page, 'reason')]).to.deep.equal(['enforce', 'Has the keys']);
    await sendFilled(browser, confirm);
    const { db } = world.server.countersign;
    const organization = await db.organizations.findBySlug(world.slug);
    const page = { limit: 1, before: null };
    const { events } = await db.activity.list(organization?.id ?? '', { type: 'member.changed' }, page);
    expect(events[0]?.detail).to.deep.include({ reason: 'Has the keys' });
  });
});

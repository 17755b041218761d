import { expect } from 'chai';
import { overviewPage } from '../../../src/web/console/overview.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { operatorOf } from '../../harness/api.ts';
import { enterArea, noticeOf } from '../../harness/areas.ts';
import type { Answer } from '../../harness/browser.ts';
import { createWorld, everyoneNow, seed, type World } from '../../harness/world.ts';
import { anotherOrganization } from '../../self-service/support/people.ts';
import { itIsSound } from '../support/sound-page.ts';
import { newOverviewModel, overviewModel } from './support/models.ts';

describe('the page overview of a console', () => {
  itIsSound(filled(overviewPage, overviewModel), { fields: ['status'], actions: ['remind'] });
  itIsSound(
    filled(overviewPage, newOverviewModel),
    { fields: ['status'], actions: ['remind'] },
    'overview of a new organization',
  );

  const addressOf = ({ server, slug }: World) => `${server.issuer}/console/${slug}`;
  const mainOf = ({ page }: Answer) => page.querySelector('main');
  const textOf = (answer: Answer) => mainOf(answer)?.text.replaceAll(/\s+/g, ' ') ?? '';
  const cardOf = (answer: Answer, name: string) =>
    mainOf(answer)?.querySelector(`section[aria-labelledby=${name}]`)?.text.replaceAll(/\s+/g, ' ') ?? '';

  it('M1, A-30: is nothing to members, to strangers, and to administrators of others', async () => {
    const world = await createWorld();
    const other = await anotherOrganization(world, null, [{ email: world.greta.email, role: 'owner' }]);
    for (const person of [world.tomas, world.greta])
      expect((await enterArea(addressOf(world), person)).answer.status).to.equal(404);
    const { answer } = await enterArea(`${world.server.issuer}/console/${other}`, world.mina);
    expect(answer.status).to.equal(404);
  });

  it('T1, M11: says the sentence with numbers, instant and zone, and each number leads to its list', async () => {
    const world = await createWorld({
      enforcement: { preset: 'by-midnight', activation: { deadline: '2030-01-01T00:00:00Z' } },
    });
    const { answer } = await enterArea(addressOf(world), world.olivia);
    expect(mainOf(answer)?.querySelector('.lead')?.text).to.equal(
      '2 of 3 members are protected. One is signed out on 1 January 2030, 00:00 unless they set up a second step.',
    );
    expect(textOf(answer)).to.include('Times in UTC');
    const links = mainOf(answer)
      ?.querySelectorAll('td a')
      .map((each) => [each.getAttribute('href'), each.text]);
    const list = `/console/${world.slug}/members?status=`;
    expect(links).to.deep.equal([
      [`${list}protected`, '2'],
      [`${list}pending`, '1'],
    ]);
    expect(mainOf(answer)?.querySelector('a.button.second')?.getAttribute('href')).to.equal(`${list}pending`);
    expect(mainOf(answer)?.querySelectorAll('details tbody tr')).to.have.length(30);
    expect(cardOf(answer, 'next')).to.include('1 January 2030, 00:00: everyone needs a second step');
    expect(cardOf(answer, 'seats'))
      .to.include('3 in use')
      .and.include('3 members. 0 invitations.')
      .and.not.include('free');
    expect(answer.body.length).to.be.below(40_000);
  });

  it('T12: tells times in the zone of the organization, whatever that of the reader is', async () => {
    const world = await createWorld({
      enforcement: { preset: 'by-midnight', activation: { deadline: '2030-01-01T00:00:00Z' } },
    });
    const { sql } = world.server.countersign.db;
    await sql("UPDATE organizations SET time_zone = 'Asia/Tokyo' WHERE slug = $1", [world.slug]);
    await sql(`UPDATE users SET profile = '{"zoneinfo": "America/New_York"}'::jsonb WHERE email = $1`, [
      world.olivia.email,
    ]);
    const { browser, answer } = await enterArea(addressOf(world), world.olivia);
    expect(textOf(answer)).to.include('Times in Asia/Tokyo').and.to.include('1 January 2030, 09:00');
    const account = await browser.open(`${world.server.issuer}/account/organizations`);
    expect(textOf(account), 'their own pages').to.include('Times in America/New_York');
  });

  it('says no number of seats where there is no limit', async () => {
    const world = await createWorld();
    const { answer } = await enterArea(addressOf(world), world.olivia);
    expect(cardOf(answer, 'seats')).to.equal(' Seats 3 in use 3 members. 0 invitations. Invite ');
    expect(mainOf(answer)?.querySelectorAll('progress')).to.have.length(0);
  });

  it('reminds those who are pending by one button, which says how many they are', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, activation: 'next_sign_in' } });
    const { browser, answer } = await enterArea(addressOf(world), world.olivia);
    expect(mainOf(answer)?.querySelector('button[value=remind]')?.text).to.equal('Remind this member');
    const done = await browser.submit(answer, { action: 'remind' });
    expect([done.name, noticeOf(done)]).to.deep.equal(['overview', 'One member was reminded.']);
    expect(cardOf(done, 'events'))
      .to.include('Reminded somebody of two-step sign-in')
      .and.to.include(world.mina.email);
    const again = await browser.submit(done, { action: 'remind' });
    expect(noticeOf(again)).to.include('Skipped: 1');
  });

  it('says what a new organization does first, and nothing of it once a rule is saved', async () => {
    const world = await createWorld();
    const { browser, answer } = await enterArea(addressOf(world), world.olivia);
    expect(cardOf(answer, 'begin')).to.include('2 of 5 done').and.to.include('A second owner');
    const api = await operatorOf(world);
    await api.put(`/organizations/${world.slug}/enforcement`, { preset: 'all-at-once' });
    expect(cardOf(await browser.open(answer.url), 'begin')).to.equal('');
  });

  it('T3: without the entitlement has the shields, no way to turn it on, and says what helps', async () => {
    const world = await createWorld({ plan: 'free' });
    const { answer } = await enterArea(addressOf(world), world.olivia);
    expect(mainOf(answer)?.querySelectorAll('.shield')).to.have.length(3);
    expect(textOf(answer)).to.include('Your plan cannot require a second step.');
    expect(cardOf(answer, 'begin')).to.equal('');
  });

  it('tells who needs help: locked out by wrong codes, or waiting for a ticket', async () => {
    const world = await createWorld({
      enforcement: { ...everyoneNow, activation: 'next_sign_in', enrollment_proof: 'ticket' },
    });
    await world.server.countersign.db.sql(
      `UPDATE users SET second_factor_failures = 6, second_factor_locked_until = now() + interval '1 hour'
       WHERE email = $1`,
      [world.tomas.email],
    );
    const { answer } = await enterArea(addressOf(world), world.olivia);
    const card = cardOf(answer, 'help');
    expect(card).to.include('2 members').and.to.include('Tomas: codes refused until');
    expect(card).to.include('1 needs a ticket');
  });

  it('tells of invitations and exemptions that end soon', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const guest = `guest@${world.slug}.example`;
    await seed(world.server, {
      organizations: [{ slug: world.slug, invitations: [{ email: guest, role: 'member' }] }],
    });
    const { sql } = world.server.countersign.db;
    await sql(`UPDATE invitations SET expires_at = now() + interval '1 day' WHERE email = $1`, [guest]);
    await sql(
      `UPDATE members SET override = 'exempt', override_set_at = now(), exempt_until = now() + interval '3 days'
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.mina.email],
    );
    const { answer } = await enterArea(addressOf(world), world.olivia);
    expect(cardOf(answer, 'invitations'))
      .to.include('1 pending 1 expires within 2 days.')
      .and.to.include(guest);
    expect(cardOf(answer, 'exemptions')).to.include('1 ends within 14 days');
    expect(textOf(answer)).to.include('Of all members: 1 is exempt');
  });
});

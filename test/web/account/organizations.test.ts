import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { organizationsPage } from '../../../src/web/account/organizations.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { suspend } from '../../api/access/support/judged-sessions.ts';
import { apiOf } from '../../harness/api.ts';
import { enterArea, noticeOf } from '../../harness/areas.ts';
import type { Answer } from '../../harness/browser.ts';
import { invite, membersOf } from '../../harness/invitations.ts';
import { joinedBy } from '../../harness/members.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { anotherOrganization } from '../../self-service/support/people.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { organizationsModel } from './support/models.ts';

const items = ({ page }: Pick<Answer, 'page'>) =>
  page.querySelectorAll('li.item').map(({ text }) => text.replaceAll(/\s+/g, ' ').trim());

describe('the page organizations', () => {
  itIsSound(filled(organizationsPage, organizationsModel), { fields: [], actions: [] });

  it('says of each what it asks since when, who suspended the membership and what ends that', () => {
    const page = parse(drawn(filled(organizationsPage, organizationsModel)));
    const [, , acme, bolt, club] = items({ page });
    expect(acme).to.include('of everyone from 1 December 2026, 00:00.').and.include('Pending until 1 Dec');
    expect(bolt).to.include('An administrator chose you: it has required').and.include('Its rule suspended');
    expect(bolt).to.include('It ends as soon as you set one up again.').and.include('last active owner');
    expect(club).to.include('An administrator exempted you until 1 December 2026, 00:00.');
    expect(club).to.include('only an administrator can end that').and.include('Members do not leave by');
  });

  let world: World;
  let address: string;

  beforeEach(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/account/organizations`;
  });

  async function exempt(until: string): Promise<void> {
    await world.server.countersign.db.sql(
      `UPDATE members SET override = 'exempt', override_set_at = now() - interval '1 day', exempt_until = now() + $2::interval
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.mina.email, until],
    );
  }

  async function letJoin(): Promise<void> {
    await world.server.countersign.db.sql('UPDATE organizations SET join_by_domain = true WHERE slug = $1', [
      world.slug,
    ]);
  }

  it('T2: tells a member of their own membership and of nobody else', async () => {
    const { answer } = await enterArea(address, world.mina);
    expect(items(answer)).to.have.length(1);
    expect(items(answer)[0]).to.match(
      new RegExp(`^${world.slug.toUpperCase()} Member It does not require two-step sign-in of you.`),
    );
    for (const { email } of [world.olivia, world.tomas]) expect(answer.body).not.to.include(email);
  });

  it('shows an exemption as long as it is in force', async () => {
    await exempt('1 hour');
    const { browser, answer } = await enterArea(address, world.mina);
    expect(items(answer)[0]).to.include('Member Exempt').and.to.include('exempted you until');
    await exempt('-1 minute');
    expect(items(await browser.open(address))[0]).not.to.match(/exempt/i);
  });

  it('D23: calls no owner the last one who is suspended, and lets them leave', async () => {
    await joinedBy(world, { nora: 'owner' });
    await world.server.countersign.db.sql(
      'UPDATE organizations SET members_may_leave = true WHERE slug = $1',
      [world.slug],
    );
    await suspend({ ...world, person: world.olivia }, world.slug, 'by_admin');
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(items(answer)[0]).to.include('Owner Suspended').and.not.include('last active owner');
    const left = await browser.submit(await browser.open(`${address}/${world.slug}/leave`));
    expect(noticeOf(left)).to.equal(`You left ${world.slug.toUpperCase()}.`);
  });

  it('says that there are none', async () => {
    const { answer } = await enterArea(address, world.greta);
    expect(answer.page.querySelector('main')?.text).to.include('You are a member of no organization.');
  });

  it('lets people join by the domain of their address, and nobody else', async () => {
    await letJoin();
    const { browser, answer } = await enterArea(address, world.greta);
    expect(answer.page.querySelector('button[name=join]')?.getAttribute('value')).to.equal(world.slug);
    const joined = await browser.submit(answer, { join: world.slug });
    expect(noticeOf(joined)).to.equal(`You are now a member of ${world.slug.toUpperCase()}.`);
    expect(joined.page.querySelector('button[name=join]')).to.equal(null);
    expect(await membersOf(world)).to.include({ [world.greta.email]: 'member' });
    const other = await anotherOrganization(world, null, [{ email: world.greta.email, role: 'owner' }]);
    const { browser: mina } = await enterArea(address, world.mina);
    for (const join of [other, 'nowhere', ''])
      expect((await mina.post(address, { join })).status, join).to.equal(404);
  });

  it('says that no seat is free', async () => {
    await letJoin();
    await world.server.countersign.db.sql('UPDATE organizations SET seats = 3 WHERE slug = $1', [world.slug]);
    const { browser, answer } = await enterArea(address, world.greta);
    const refused = await browser.submit(answer, { join: world.slug });
    expect([refused.status, refused.name]).to.deep.equal([409, 'organizations']);
    expect(refused.page.querySelector('.problem')?.text).to.include('All seats are taken');
  });

  it('shows an invitation to oneself, and accepts it without its mail', async () => {
    const email = world.greta.email;
    const { id } = await invite(world, await apiOf(world, world.olivia), { email, role: 'admin' });
    const { browser: stranger } = await enterArea(address, world.mina);
    expect((await stranger.post(address, { invitation: id })).status).to.equal(404);
    const { browser, answer } = await enterArea(address, world.greta);
    expect(items(answer)[0]).to.include('You were invited as Administrator.');
    const accepted = await browser.submit(answer, { invitation: id });
    expect(noticeOf(accepted)).to.equal(`You are now a member of ${world.slug.toUpperCase()}.`);
    expect(await membersOf(world)).to.include({ [email]: 'admin' });
    expect((await browser.post(address, { invitation: id })).status).to.equal(404);
  });
});

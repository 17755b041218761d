import { expect } from 'chai';
import { userPage } from '../../../../src/web/operator/users/user.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import type { Browser } from '../../../harness/browser.ts';
import { enterOperator, markOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { userModel } from './support/models.ts';

describe("somebody at the operator's pages", () => {
  itIsSound(filled(userPage, userModel), { fields: ['organization'], actions: ['unlock', 'reinstate'] });

  it('L10: has no way to reset the device of the operator themselves', () => {
    const html = drawn(filled(userPage, { ...userModel, isOwn: true }));
    expect(html).not.to.include('/reset"').and.not.to.include('/ticket"');
    expect(html).to.include('This is you.');
  });

  let world: World;
  let browser: Browser;
  let id: string;
  const db = () => world.server.countersign.db;

  before(async () => {
    world = await createWorld();
    ({ browser } = await enterOperator(world, '/operator/users'));
    id = await markOperator(world, world.tomas, false);
  });

  const address = () => `${world.server.issuer}/operator/users/${id}`;

  it('L9: is shown with kinds of factors and times, and nothing secret', async () => {
    await db().sql("UPDATE authenticators SET nickname = 'My blue phone' WHERE user_id = $1", [id]);
    const { body, page } = await browser.open(address());
    expect(page.querySelector('[aria-labelledby=factors]')?.text).to.include('Authenticator app');
    expect(page.querySelector('[aria-labelledby=memberships]')?.text).to.include(world.slug.toUpperCase());
    const person = await db().people.byEmail(world.tomas.email);
    for (const secret of [world.tomas.secret ?? '', person?.user.passwordHash ?? ''])
      expect(body).not.to.include(secret);
    expect(body).not.to.include('My blue phone');
  });

  it('ruling 12: is unlocked, also past the hard stop', async () => {
    await db().sql(
      "UPDATE users SET second_factor_failures = 50, second_factor_locked_until = 'infinity' WHERE id = $1",
      [id],
    );
    const page = await browser.open(address());
    expect(page.page.querySelector('.banner.bad')?.text).to.include('Locked out after 50 wrong codes.');
    const done = await browser.submit(page, { action: 'unlock' });
    expect(noticeOf(done)).to.include('unlocked');
    expect((await db().people.byEmail(world.tomas.email))?.user.secondFactorFailures).to.equal(0);
  });

  it('ruling 12: is reinstated, whoever suspended them, and finds no other organization by it', async () => {
    await db().sql("UPDATE members SET suspended = 'by_admin', rule_suspends = true WHERE user_id = $1", [
      id,
    ]);
    const page = await browser.open(address());
    const missing = await browser.post(address(), { action: 'reinstate', organization: 'nowhere' });
    expect(missing.status).to.equal(404);
    const done = await browser.submit(page, { action: 'reinstate', organization: world.slug });
    expect(noticeOf(done)).to.include('no longer suspended');
    const person = await db().people.byEmail(world.tomas.email);
    expect(person?.memberships[0]?.member.suspended).to.equal(null);
    const event = await newestEvent(world, 'member.reinstated', id);
    expect(event?.actor.kind).to.equal('operator');
  });

  it('L10: offers the operator at their own page neither a reset nor a ticket, and says why', async () => {
    const own = await markOperator(world, world.olivia, true);
    const shownOf = async (userId: string) => {
      const { page } = await browser.open(`${world.server.issuer}/operator/users/${userId}`);
      const links = ['reset', 'ticket'].filter((end) => page.querySelector(`a[href$="/${end}"]`) !== null);
      return { links, isNoted: page.querySelector('main')?.text.includes('This is you.') };
    };
    expect(await shownOf(own)).to.deep.equal({ links: [], isNoted: true });
    expect(await shownOf(id)).to.deep.equal({ links: ['reset', 'ticket'], isNoted: false });
  });

  it('is not there under what is no id', async () => {
    for (const other of ['x', world.tomas.email, '00000000-0000-4000-8000-000000000000'])
      expect((await browser.open(`${world.server.issuer}/operator/users/${other}`)).status).to.equal(404);
  });
});

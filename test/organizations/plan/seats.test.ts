import { expect } from 'chai';
import { auditOfOrganization } from '../../attacks/support/audit-rows.ts';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { invite, joinAnew, membersOf } from '../../harness/invitations.ts';
import { deliver } from '../../harness/mails.ts';
import { createWorld, seed, type World } from '../../harness/world.ts';

/** An organization of three members with so many seats. */
async function worldWith(seats: number, plan = 'team'): Promise<World> {
  const world = await createWorld({ plan });
  await seed(world.server, { organizations: [{ slug: world.slug, seats }] });
  return world;
}

async function setUp(seats: number, plan = 'team') {
  const world = await worldWith(seats, plan);
  const api = await apiOf(world, world.olivia);
  const path = `/organizations/${world.slug}`;
  const address = (local: string) => `${local}@${world.slug}.example`;
  const used = async () => (await api.get(path)).body.seats_in_use as number;
  return { world, api, path, address, used };
}

describe('seats', () => {
  it('D19: are taken by members and by pending invitations, one each', async () => {
    const { world, api, path, address, used } = await setUp(5);
    expect(await used()).to.equal(3);
    const { id, link } = await invite(world, api, { email: address('nora') });
    expect(await used()).to.equal(4);
    await joinAnew(world.server, link, address('nora'));
    expect(await used(), 'accepted').to.equal(4);
    const second = await invite(world, api, { email: address('otto') });
    expect((await api.delete(`${path}/invitations/${second.id}`)).status).to.equal(204);
    expect(await used(), 'withdrawn').to.equal(4);
    expect((await api.delete(`${path}/invitations/${id}`)).status, 'accepted').to.equal(404);
  });

  it('D17: without a free one an invitation is refused, and raises them in the same step where it says so', async () => {
    const { world, api, path, address, used } = await setUp(3);
    const refused = await api.post(`${path}/invitations`, { email: address('nora') });
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'no_free_seat']);
    expect((await api.get(`${path}/invitations`)).body.items).to.deep.equal([]);
    await deliver(world.server);
    expect(world.server.mailbox.messages().some(({ to }) => to === address('nora'))).to.equal(false);
    const raised = await api.post(`${path}/invitations`, { email: address('nora'), add_seats: 1 });
    expect(raised.status, JSON.stringify(raised.body)).to.equal(201);
    expect((await api.get(path)).body).to.include({ seats: 4, seats_in_use: 4 });
    expect((await api.post(`${path}/invitations`, { email: address('otto') })).body.code).to.equal(
      'no_free_seat',
    );
    expect(await used()).to.equal(4);
    const events = await auditOfOrganization(world.server, world.slug);
    const detail = events.findLast(({ type }) => type === 'organization.seats_changed')?.detail;
    expect(detail).to.deep.equal({ before: { seats: 3 }, after: { seats: 4 } });
  });

  it('D1, D17: cannot be added where the plan has none to add', async () => {
    const { api, path, address } = await setUp(3, 'free');
    for (const body of [{ email: address('nora') }, { email: address('nora'), add_seats: 2 }]) {
      const answer = await api.post(`${path}/invitations`, body);
      expect([answer.status, answer.body.code]).to.deep.equal([409, 'no_free_seat']);
    }
    expect((await api.put(`${path}/seats`, { seats: 4 })).body.code).to.equal('no_free_seat');
    expect((await api.get(path)).body).to.include({ seats: 3, seats_in_use: 3 });
  });

  it('D20: can be raised', async () => {
    const { world, api, path } = await setUp(5);
    const answer = await api.put(`${path}/seats`, { seats: 50 });
    expect([answer.status, answer.body.seats]).to.deep.equal([200, 50]);
    expect(answer.headers.get('etag')).to.equal((await api.get(path)).headers.get('etag'));
    const stale = await api.put(`${path}/seats`, { seats: 60 }, { 'if-match': '"1"' });
    expect([stale.status, stale.body.code]).to.deep.equal([412, 'stale_version']);
    const types = (await auditOfOrganization(world.server, world.slug)).map(({ type }) => type);
    expect(types.filter((type) => type === 'organization.seats_changed')).to.have.length(1);
  });

  it('D21: cannot be lowered below use; members and pending invitations are listed', async () => {
    const { world, api, path, address } = await setUp(10);
    await invite(world, api, { email: address('nora') });
    const answer = await api.put(`${path}/seats`, { seats: 3 });
    expect([answer.status, answer.body.code]).to.deep.equal([409, 'seats_below_use']);
    const members = [world.mina.email, world.olivia.email, world.tomas.email];
    expect(answer.body.list).to.deep.equal([...members, address('nora')]);
    expect((await api.put(`${path}/seats`, { seats: 4 })).body.seats).to.equal(4);
  });

  it('D21: refuses what is no number of seats', async () => {
    const { api, path } = await setUp(5);
    for (const seats of [0, -1, 1.5, '7', null, 1e12]) {
      const answer = await api.put(`${path}/seats`, { seats });
      expect([answer.status, answer.body.errors?.[0]?.path]).to.deep.equal([422, '/seats']);
    }
  });

  it('ruling 20: are given back by an invitation that has expired, at that very second', async () => {
    const { world, api, address } = await setUp(4);
    const { link } = await invite(world, api, { email: address('nora') });
    const week = 7 * 24 * 60 * 60;
    travel(week - 2);
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}`;
    const early = await operator.post(`${path}/invitations`, { email: address('otto') });
    expect(early.body.code).to.equal('no_free_seat');
    travel(2);
    expect((await operator.post(`${path}/invitations`, { email: address('otto') })).status).to.equal(201);
    expect((await new Browser().open(link)).status).to.equal(410);
    const types = (await auditOfOrganization(world.server, world.slug)).map(({ type }) => type);
    expect(types.slice(-2)).to.deep.equal(['invitation.expired', 'invitation.created']);
  });

  it('ruling 20: stay over the limit of a smaller plan without anybody removed, and can only become fewer', async () => {
    const { world, api, path, address, used } = await setUp(10);
    for (const local of ['nora', 'otto', 'paul']) await invite(world, api, { email: address(local) });
    const operator = await operatorOf(world);
    const { body } = await operator.put(`${path}/plan`, { plan: 'free' });
    expect(body).to.include({ plan: 'free', seats: 3, seats_in_use: 6 });
    expect(await membersOf(world)).to.have.keys(world.olivia.email, world.tomas.email, world.mina.email);
    expect((await api.post(`${path}/invitations`, { email: address('rita') })).body.code).to.equal(
      'no_free_seat',
    );
    const items = (await api.get(`${path}/invitations`)).body.items as { id: string; email: string }[];
    expect(items.map(({ email }) => email)).to.deep.equal(['nora', 'otto', 'paul'].map(address));
    for (const { id } of items) await api.delete(`${path}/invitations/${id}`);
    expect(await used()).to.equal(3);
    expect((await api.post(`${path}/invitations`, { email: address('rita') })).body.code).to.equal(
      'no_free_seat',
    );
  });

  it('ruling 20: an invitation that was pending when the plan became smaller is still accepted', async () => {
    const { world, api, path, address, used } = await setUp(10);
    const { link } = await invite(world, api, { email: address('nora') });
    await (await operatorOf(world)).put(`${path}/plan`, { plan: 'free' });
    expect((await joinAnew(world.server, link, address('nora'))).name).to.equal('joined');
    expect(await used()).to.equal(4);
  });
});

import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, everyoneNow } from '../harness/world.ts';

describe('the activity of an organization, through the API', () => {
  it('D28: tells who did what and when, with before and after, newest first and page by page', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    await api.put(`/organizations/${world.slug}/enforcement`, { preset: 'all-at-once' });
    const path = `/organizations/${world.slug}/activity`;
    const first = await api.get(`${path}?limit=2`);
    expect(first.status, JSON.stringify(first.body)).to.equal(200);
    const [newest] = first.body.items;
    expect(newest.type).to.equal('organization.enforcement_changed');
    expect(newest.actor.email).to.equal(world.olivia.email);
    expect(newest.detail.after.required).to.equal('everyone');
    const second = await api.get(`${path}?limit=200&cursor=${first.body.next}`);
    const ids = [...first.body.items, ...second.body.items].map((event: { id: string }) => Number(event.id));
    expect(ids).to.deep.equal(ids.toSorted((one, other) => other - one));
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('D28: names the client of the operator and where it called from', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    await operator.put(`/organizations/${world.slug}/enforcement`, { preset: 'all-at-once' });
    const { body } = await operator.get(`/organizations/${world.slug}/activity?limit=1`);
    const [{ actor, source_address: source }] = body.items;
    expect([actor.kind, source]).to.deep.equal(['operator', '127.0.0.1']);
    expect(actor.id).to.equal(`${world.slug}-operator`);
    const { items } = (
      await operator.get(`/organizations/${world.slug}/activity?actor=${encodeURIComponent(actor.id)}`)
    ).body;
    expect(items).to.have.length(1);
  });

  it('D28: is filtered by type and time, and refuses what is no filter', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/activity`;
    const added = await operator.get(`${path}?type=member.added`);
    expect(added.body.items).to.have.length(3);
    const none = await operator.get(`${path}?to=2020-01-01T00:00:00Z`);
    expect(none.body.items).to.deep.equal([]);
    const minas = await operator.get(`${path}?person=${added.body.items[0].target.id}`);
    expect(minas.body.items.map(({ target }: { target: { id: string } }) => target.id)).to.include(
      added.body.items[0].target.id,
    );
    for (const wrong of [
      'type=nothing',
      'person=mina',
      'from=yesterday',
      'cursor=abc',
      'limit=0',
      'color=red',
    ])
      expect((await operator.get(`${path}?${wrong}`)).status, wrong).to.equal(422);
  });

  it('D28, ruling 14: goes out as CSV to who has just proven a second factor, which is noted', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/activity.csv`;
    const csv = await api.get(path);
    expect([csv.status, csv.headers.get('content-type')]).to.deep.equal([200, 'text/csv; charset=utf-8']);
    expect(csv.body.split('\r\n')[0]).to.match(/^id,at,type,actor/);
    expect(csv.body).to.include('organization.exported');
    travel(301);
    const again = await apiOf(world, world.olivia);
    travel(301);
    expect((await again.get(path)).status).to.equal(401);
  });

  it('is kept from members and strangers', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const member = await apiOf(world, world.tomas);
    expect((await member.get(`/organizations/${world.slug}/activity`)).status).to.equal(403);
    expect((await member.get(`/organizations/${other.slug}/activity`)).status).to.equal(404);
  });
});

import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { travelTo } from '../harness/clock.ts';
import { createWorld, everyoneNow, seed } from '../harness/world.ts';
import { anotherOrganization, browserAndApi, enrollBy, isSignedIn } from './support/people.ts';

/** The date so many days from the present test time, in UTC. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

describe('GET /me', () => {
  it('T6, T7: names the organization and the absolute time to who has no factor yet, and to nobody else', async () => {
    travelTo(`${inDays(7)}T10:00:00Z`);
    const midnight = `${inDays(1)}T00:00:00.000Z`;
    const world = await createWorld({ enforcement: { preset: 'by-midnight' } });
    const mina = await (await apiOf(world, world.mina)).get('/me');
    expect(mina.status).to.equal(200);
    const [banner, ...others] = mina.body.banner;
    expect(others).to.deep.equal([]);
    expect(banner).to.deep.include({ required_from: midnight, time_zone: 'UTC' });
    expect(banner.organization.slug).to.equal(world.slug);
    expect(mina.body.memberships[0]).to.include({
      status: 'pending',
      required_from: midnight,
    });
    const tomas = await (await apiOf(world, world.tomas)).get('/me');
    expect(tomas.body.banner).to.deep.equal([]);
    expect(tomas.body.memberships[0]).to.include({ status: 'protected', role: 'member' });
    expect(tomas.body.factors).to.deep.equal(['totp']);
    expect((await (await apiOf(world, world.greta)).get('/me')).body).to.deep.include({
      banner: [],
      memberships: [],
    });
  });

  it('T6: says the start at the midnight of the organization, with its zone', async () => {
    travelTo(`${inDays(7)}T12:00:00Z`);
    const world = await createWorld();
    await seed(world.server, {
      organizations: [
        {
          slug: world.slug,
          name: 'Acme',
          time_zone: 'Asia/Kolkata',
          enforcement: { preset: 'by-midnight' },
        },
      ],
    });
    const { body } = await (await apiOf(world, world.mina)).get('/me');
    expect(body.banner[0]).to.include({
      required_from: `${inDays(0)}T18:30:00.000Z`,
      time_zone: 'Asia/Kolkata',
    });
  });

  it('T11: loses the banner by setting up, and is not signed out at midnight', async () => {
    travelTo(`${inDays(7)}T23:50:00Z`);
    const world = await createWorld({ enforcement: { preset: 'by-midnight' } });
    const { browser, api } = await browserAndApi(world, world.mina);
    expect((await api.get('/me')).body.banner).to.have.length(1);
    await enrollBy(world, api, world.mina.email);
    const after = (await api.get('/me')).body;
    expect(after.banner).to.deep.equal([]);
    expect(after.memberships[0].status).to.equal('protected');
    travelTo(`${inDays(1)}T00:10:00Z`);
    expect(await isSignedIn(world, browser)).to.equal(true);
  });

  it('D18: lists all organizations of a person; their factor belongs to them', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const member = { email: world.tomas.email, role: 'admin' };
    const other = await anotherOrganization(world, null, [member]);
    const { body } = await (await apiOf(world, world.tomas)).get('/me');
    const seen = body.memberships.map(
      ({ organization, role, status, required_from }: Record<string, never>) => [
        (organization as unknown as { slug: string }).slug,
        role,
        status,
        required_from === null,
      ],
    );
    expect(seen).to.have.deep.members([
      [world.slug, 'member', 'protected', false],
      [other, 'admin', 'protected', true],
    ]);
  });

  it('T2: shows a member nothing about anybody else', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { body } = await (await apiOf(world, world.tomas)).get('/me');
    expect(JSON.stringify(body)).not.to.include(world.mina.email).and.not.to.include(world.olivia.email);
  });
});

import { expect } from 'chai';
import { newTotpSecret } from '../../../src/authenticators/totp.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { follow, invite, mailedLink, signInAt } from '../../harness/invitations.ts';
import {
  createWorld,
  everyoneNow,
  password,
  seed,
  type TestPerson,
  type World,
} from '../../harness/world.ts';

/** An organization that lets people in by their domain. */
async function openWorld(
  options: Parameters<typeof createWorld>[0] = {},
): Promise<World & { operator: ApiClient }> {
  const world = await createWorld(options);
  const operator = await operatorOf(world);
  const opened = await operator.patch(`/organizations/${world.slug}`, { join_by_domain: true });
  expect(opened.body).to.include({ join_by_domain: true });
  return { ...world, operator };
}

async function person(world: World, name: string, document: object = {}): Promise<TestPerson> {
  const email = name.includes('@') ? name : `${name}@${world.slug}.example`;
  const secret = newTotpSecret();
  const user = { email, email_verified: true, password, totp: { secret }, ...document };
  await seed(world.server, { users: [user] });
  return { email, password, secret };
}

const join = (api: ApiClient, { slug }: World) => api.post('/me/memberships', { organization: slug });

async function joinable(api: ApiClient): Promise<readonly string[]> {
  return (await api.get('/me/joinable-organizations')).body.items.map(({ slug }: { slug: string }) => slug);
}

describe('joining by the domain of an address', () => {
  it('makes a member who takes a seat, and is told of', async () => {
    const world = await openWorld();
    await world.operator.patch(`/organizations/${world.slug}`, {
      notification_email: `it@${world.slug}.example`,
    });
    const api = await apiOf(world, await person(world, 'pia'));
    expect(await joinable(api)).to.deep.equal([world.slug]);
    const joined = await join(api, world);
    expect(joined.status, JSON.stringify(joined.body)).to.equal(201);
    expect(joined.body).to.include({ slug: world.slug, role: 'member' });
    expect(await joinable(api)).to.deep.equal([]);
    expect((await join(api, world)).status, 'again').to.equal(404);
    const organization = (await world.operator.get(`/organizations/${world.slug}`)).body;
    expect(organization.seats_in_use).to.equal(4);
    const { items } = (await world.operator.get(`/organizations/${world.slug}/activity?limit=1`)).body;
    expect([items[0].type, items[0].detail.reason]).to.deep.equal(['member.added', 'domain']);
    await world.server.countersign.jobs.runDue(new Date());
    const told = world.server.mailbox.messages().filter(({ to }) => to === `it@${world.slug}.example`);
    expect(told.at(-1)?.text).to.include(`pia@${world.slug}.example`);
  });

  it('is off until the organization wants it, which takes a fresh second factor', async () => {
    const world = await createWorld();
    const greta = await apiOf(world, world.greta);
    expect([await joinable(greta), (await join(greta, world)).status]).to.deep.equal([[], 404]);
    const owner = await apiOf(world, world.olivia);
    travel(301);
    const path = `/organizations/${world.slug}`;
    expect((await owner.patch(path, { join_by_domain: true })).status).to.equal(401);
    const again = await apiOf(world, world.olivia);
    expect((await again.patch(path, { join_by_domain: true })).status).to.equal(200);
    const later = await apiOf(world, world.greta);
    expect(await joinable(later)).to.deep.equal([world.slug]);
    expect((await again.patch(path, { join_by_domain: false })).status).to.equal(200);
    expect((await join(later, world)).status).to.equal(404);
  });

  it('is not for an address that is not verified, nor for one of another domain', async () => {
    const world = await openWorld();
    const unverified = await apiOf(world, await person(world, 'una', { email_verified: false }));
    const stranger = await apiOf(world, await person(world, `pia@elsewhere.${world.slug}.example`));
    for (const api of [unverified, stranger]) {
      expect(await joinable(api)).to.deep.equal([]);
      expect((await join(api, world)).status).to.equal(404);
    }
    const members = await world.operator.get(`/organizations/${world.slug}/members`);
    expect(members.body.items).to.have.length(3);
  });

  it('ruling 10: wants MFA proven now where MFA comes first', async () => {
    const world = await openWorld({ enforcement: { ...everyoneNow, joining: 'mfa_first' } });
    const refused = await join(await apiOf(world, world.greta), world);
    expect([refused.status, refused.body.code]).to.deep.equal([401, 'mfa_required']);
    expect(refused.headers.get('www-authenticate')).to.include('insufficient_user_authentication');
    const pia = await person(world, 'pia');
    const early = await apiOf(world, pia);
    travel(301);
    expect((await join(early, world)).status, 'proven too long ago').to.equal(401);
    expect((await join(await apiOf(world, pia), world)).status).to.equal(201);
  });

  it('ruling 10: counts as a new sign-in, so that what is required binds at once', async () => {
    const world = await openWorld({ enforcement: everyoneNow });
    const greta = await apiOf(world, world.greta);
    expect((await join(greta, world)).status).to.equal(201);
    expect((await greta.get('/me')).status).to.equal(401);
  });

  it('D4: is not for who was removed, until they are invited again', async () => {
    const world = await openWorld();
    const pia = await person(world, 'pia');
    const api = await apiOf(world, pia);
    await join(api, world);
    const path = `/organizations/${world.slug}`;
    const [member] = (await world.operator.get(`${path}/members?q=pia`)).body.items;
    expect((await world.operator.delete(`${path}/members/${member.id}`)).status).to.equal(204);
    travel(31);
    const removed = await apiOf(world, pia);
    expect([await joinable(removed), (await join(removed, world)).status]).to.deep.equal([[], 404]);
    await invite(world, world.operator, { email: pia.email });
    const { browser, answer } = await follow(await mailedLink(world.server, pia.email));
    expect((await signInAt(browser, answer, pia, 1)).name).to.equal('joined');
    await world.operator.patch(path, { members_may_leave: true });
    travel(61);
    const back = await apiOf(world, pia);
    expect((await back.delete(`/me/memberships/${world.slug}`)).status).to.equal(204);
    expect((await join(back, world)).status, 'who left by himself').to.equal(201);
  });

  for (const [name, decided] of [
    ['an administrator has suspended', { suspended: true }],
    ['has to have MFA, unlike others', { override: 'required' }],
  ] as const) {
    it(`is no way back for who leaves while they ${name}`, async () => {
      const world = await openWorld({ enforcement: { preset: 'chosen-people' } });
      const pia = await person(world, 'pia');
      const api = await apiOf(world, pia);
      await join(api, world);
      const path = `/organizations/${world.slug}`;
      await world.operator.patch(path, { members_may_leave: true });
      const [member] = (await world.operator.get(`${path}/members?q=pia`)).body.items;
      const changed = await world.operator.patch(`${path}/members/${member.id}`, {
        ...decided,
        reason: 'decided',
      });
      expect(changed.status, JSON.stringify(changed.body)).to.equal(200);
      travel(31);
      const again = await apiOf(world, pia);
      expect((await again.delete(`/me/memberships/${world.slug}`)).status).to.equal(204);
      expect([await joinable(again), (await join(again, world)).status]).to.deep.equal([[], 404]);
    });
  }

  it('D19, A-34: takes the last seat once, of five who want it at once', async () => {
    const world = await openWorld({ plan: 'team' });
    await world.operator.put(`/organizations/${world.slug}/seats`, { seats: 4 });
    const people = [];
    for (let number = 1; number <= 5; number += 1)
      people.push(await apiOf(world, await person(world, `p${number}`)));
    const answers = await Promise.all(people.map((api) => join(api, world)));
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([201, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).to.equal('no_free_seat');
    expect((await world.operator.get(`/organizations/${world.slug}`)).body.seats_in_use).to.equal(4);
  });
});

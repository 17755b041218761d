import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { deliver } from '../harness/mails.ts';
import { changed, idOf, joinedBy, memberOf, memberPath } from '../harness/members.ts';
import type { TestPerson, World } from '../harness/world.ts';
import { batchOf, chosenIn, crowdedWorld, readJob, startedBy } from './support/crowd.ts';

/** What takes from somebody the right to act for the organization, or ends what they were signed in with. */
const takings: readonly (readonly [
  string,
  (api: ApiClient, world: World, person: TestPerson) => Promise<unknown>,
])[] = [
  ['demoted', (api, world, person) => changed(api, world, person, { role: 'member' })],
  ['suspended', (api, world, person) => changed(api, world, person, { suspended: true })],
  ['removed', async (api, world, person) => api.delete(await memberPath(world, person))],
  [
    'closed',
    async (api, world, person) => api.patch(`/users/${await idOf(world, person)}`, { deactivated: true }),
  ],
  [
    'given a new password',
    (api, { slug }, { email }) => api.post(`/organizations/${slug}/password-resets`, { users: [email] }),
  ],
  [
    'robbed of their device',
    async (api, world, person) => api.post(`${await memberPath(world, person)}/reset-authenticators`),
  ],
];

describe('the rights of whoever started a job', () => {
  for (const [what, take] of takings)
    it(`are asked again before each batch: it stops when they are ${what}`, async () => {
      const world = await crowdedWorld();
      const { adam } = await joinedBy(world, { adam: 'admin' });
      const operator = await operatorOf(world);
      const { id } = await startedBy(await apiOf(world, adam), world);
      await batchOf(world, id, 0);
      const before = await chosenIn(world);
      await take(operator, world, adam);
      const taken = (await chosenIn(world)).events;
      await deliver(world.server);
      const job = await readJob(operator, world, id);
      expect(job).to.include({ state: 'stopped', ended_because: 'starter_may_not' });
      expect(await chosenIn(world)).to.deep.equal({ chosen: before.chosen, events: taken });
    });

  it('are those that they have by then: what they may not do any more is not done in their name', async () => {
    const world = await crowdedWorld();
    const { boss, eve } = await joinedBy(world, { boss: 'owner', eve: 'admin' });
    const operator = await operatorOf(world);
    const { id } = await startedBy(await apiOf(world, boss), world, { users: 'all', action: 'exempt' });
    await batchOf(world, id, 0);
    await changed(operator, world, boss, { role: 'admin' });
    await deliver(world.server);
    const job = await readJob(operator, world, id);
    expect(job).to.include({ state: 'done' });
    expect(job.failed_by_reason.not_allowed).to.be.within(2, 3);
    expect(await memberOf(operator, world.slug, eve)).to.include({ override: 'inherit' });
    expect(await memberOf(operator, world.slug, boss)).to.include({ override: 'inherit' });
  });

  it('are those of a client that is registered still, where a machine started it', async () => {
    const world = await crowdedWorld();
    const operator = await operatorOf(world);
    const { id } = await startedBy(operator, world);
    await batchOf(world, id, 0);
    await world.server.countersign.db.clients.remove(`${world.slug}-operator`);
    await deliver(world.server);
    const api = await apiOf(world, world.olivia);
    expect(await readJob(api, world, id)).to.include({
      state: 'stopped',
      ended_because: 'starter_may_not',
      done: 50,
    });
  });
});

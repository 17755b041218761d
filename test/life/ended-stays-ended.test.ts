import { expect } from 'chai';
import { operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, everyoneNow, seed, signIn, type World } from '../harness/world.ts';

const hour = 3600;

/** Mina, who has no factor, signed in before anything is required. */
async function signedIn(plan: string) {
  const world = await createWorld({ plan });
  const { answer } = await signIn(world.application, world.mina);
  const tokens = await world.application.redeem(answer);
  return { world, operator: await operatorOf(world), refreshToken: tokens.refresh_token ?? '' };
}

/** What a refresh comes to; one that is refused uses nothing up. */
function refreshed({ application }: World, refreshToken: string): Promise<'refreshed' | 'refused'> {
  return application.refresh(refreshToken).then(
    () => 'refreshed' as const,
    () => 'refused' as const,
  );
}

/** A trial of ten hours, within which a deadline ended Mina's session. */
async function afterTheTrial(): Promise<Awaited<ReturnType<typeof signedIn>>> {
  const scene = await signedIn('team');
  const { operator, world } = scene;
  const inHours = (hours: number) => new Date(Date.now() + hours * hour * 1000).toISOString();
  const path = `/organizations/${world.slug}`;
  await operator.put(`${path}/plan`, { plan: 'team', trial_ends_at: inHours(10) });
  const policy = { preset: 'by-midnight', activation: { deadline: inHours(2) } };
  expect((await operator.put(`${path}/enforcement`, policy)).status).to.equal(200);
  travel(12 * hour);
  return scene;
}

describe('what a policy has ended or binds', () => {
  for (const third of ['by-midnight', 'chosen differently']) {
    it(`ruling 5: stays bound when two later policies reach later sign-ins only (${third})`, async () => {
      const { world, operator, refreshToken } = await signedIn('enterprise');
      const last =
        third === 'by-midnight' ? { preset: third } : { preset: 'all-at-once', self_disable: 'suspend' };
      const first = { preset: 'all-at-once', activation: 'immediately' };
      for (const policy of [first, { preset: 'all-at-once' }, last]) {
        const saved = await operator.put(`/organizations/${world.slug}/enforcement`, policy);
        expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
        travel(10);
        expect(await refreshed(world, refreshToken), JSON.stringify(policy)).to.equal('refused');
      }
    });
  }

  const laterWords: Readonly<
    Record<string, (scene: Awaited<ReturnType<typeof signedIn>>) => Promise<unknown>>
  > = {
    'a policy that requires nobody': ({ world, operator }) =>
      operator.put(`/organizations/${world.slug}/enforcement`, { preset: 'chosen-people' }),
    'the same by the seeding file': ({ world: { server, slug } }) =>
      seed(server, { organizations: [{ slug, enforcement: { preset: 'chosen-people' } }] }),
    'a plan without enforcement': ({ world, operator }) =>
      operator.put(`/organizations/${world.slug}/plan`, { plan: 'free' }),
  };
  for (const [word, say] of Object.entries(laterWords))
    for (const [ends, sessions] of [
      ['ended', 'end_at_deadline'],
      ['let live', 'keep'],
    ] as const) {
      it(`ruling 6: what a deadline ${ends} stays so after ${word}, though no job has run`, async () => {
        const scene = await signedIn('team');
        const { world, operator, refreshToken } = scene;
        const deadline = new Date(Date.now() + 2 * hour * 1000).toISOString();
        const policy = { ...everyoneNow, activation: { deadline }, sessions };
        const saved = await operator.put(`/organizations/${world.slug}/enforcement`, policy);
        expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
        travel(3 * hour);
        await say({ ...scene, operator: await operatorOf(world) });
        expect(await refreshed(world, refreshToken)).to.equal(ends === 'ended' ? 'refused' : 'refreshed');
      });
    }

  it('ruling 6: stays ended after the end of a trial, before any job has run', async () => {
    const { world, refreshToken } = await afterTheTrial();
    expect(await refreshed(world, refreshToken)).to.equal('refused');
  });

  it('ruling 6: stays ended after the end of a trial when no job ran between deadline and end', async () => {
    const { world, refreshToken } = await afterTheTrial();
    await world.server.countersign.sweep(new Date());
    expect(await refreshed(world, refreshToken)).to.equal('refused');
  });
});

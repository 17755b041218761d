import { expect } from 'chai';
import { type ApiClient, type ApiReply, operatorOf } from '../../harness/api.ts';
import { clientOfOrganization, memberPath } from '../../harness/members.ts';
import { createWorld, seed, signIn, type World } from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

const rounds = 6;

/** How a member goes, and how they come back for the next round. */
const ways: Readonly<
  Record<
    string,
    {
      readonly away: (operator: ApiClient, path: string) => Promise<ApiReply>;
      /** Of the answer to it. */
      readonly status: number;
      readonly back: (world: World, operator: ApiClient, path: string) => Promise<unknown>;
    }
  >
> = {
  'the removal': {
    away: (operator, path) => operator.delete(path),
    status: 204,
    back: ({ server, slug, mina }) =>
      seed(server, { organizations: [{ slug, members: [{ email: mina.email, role: 'member' }] }] }),
  },
  'the suspension': {
    away: (operator, path) => operator.patch(path, { suspended: true }),
    status: 200,
    back: (_world, operator, path) => operator.patch(path, { suspended: false }),
  },
};

describe('a refresh in the same moment', () => {
  for (const [name, { away, status, back }] of Object.entries(ways)) {
    it(`A-28, ruling 1: as ${name} of the member gives nothing that outlives it, six times`, async () => {
      const world = await createWorld();
      const [operator, own] = [await operatorOf(world), await clientOfOrganization(world.server, world.slug)];
      const path = await memberPath(world, world.mina);
      for (let round = 0; round < rounds; round += 1) {
        const parameters = { scope: 'openid organization' };
        const { answer } = await signIn(own, world.mina, { parameters });
        const { refresh_token: token = '' } = await own.redeem(answer);
        const going = () => away(operator, path);
        const refreshing = () => own.refresh(token).catch(() => null);
        // Which of the two is asked for first takes turns.
        const early = round % 2 === 0 ? refreshing() : null;
        const [gone, refreshed] = await Promise.all([going(), early ?? refreshing()]);
        expect(gone.status, `round ${round}`).to.equal(status);
        const kept = refreshed?.refresh_token ?? token;
        expect(await refusedWith(own.refresh(kept)), `round ${round}`).to.equal('invalid_grant');
        await back(world, operator, path);
        expect(await refusedWith(own.refresh(kept)), `round ${round}, back again`).to.equal('invalid_grant');
      }
    });
  }
});

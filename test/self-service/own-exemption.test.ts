import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { changed } from '../harness/members.ts';
import { createWorld, everyoneNow } from '../harness/world.ts';

describe('an exemption of oneself', () => {
  it('is told with its end, to who may look', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const change = { override: 'exempt', exempt_until: until };
    await changed(await operatorOf(world), world, world.tomas, change);
    const api = await apiOf(world, world.tomas);
    expect((await api.get('/me')).body.memberships[0].exempt_until).to.equal(until);
  });
});

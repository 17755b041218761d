import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type ApiClient, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { browserOf, quietApiOf } from '../../harness/members.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { accessIn, operations } from './support/operations.ts';
import { snapshotOf } from './support/snapshot.ts';

/** Whatever is asked of these, a second factor of the last five minutes comes first. */
const alwaysFresh = operations.filter(({ access }) => 'freshMfa' in access && access.freshMfa === 'always');

const send = (api: ApiClient, method: string, path: string, slug: string) =>
  api.send(
    method,
    path.replace('{slug}', slug).replaceAll(/\{\w+\}/g, randomUUID()),
    method === 'POST' ? { nothing_of_this: true } : undefined,
  );

async function staleOwner(): Promise<{ world: World; stale: ApiClient }> {
  const world = await createWorld();
  const { browser } = await browserOf(world, world.olivia);
  travel(310);
  return { world, stale: await quietApiOf(world, browser) };
}

describe('ruling 14: where a fresh second factor is always asked', () => {
  it('an older one is challenged before anything is looked up or parsed, and nothing changes', async () => {
    const { world, stale } = await staleOwner();
    const before = await snapshotOf(world.server, world.slug);
    expect(alwaysFresh.length).to.be.greaterThan(5);
    for (const { method, path } of alwaysFresh) {
      const { status, body, headers } = await send(stale, method, path, world.slug);
      expect([status, body.code], path).to.deep.equal([401, 'mfa_required']);
      expect(headers.get('www-authenticate'), path).to.equal(
        'Bearer error="insufficient_user_authentication", acr_values="urn:countersign:acr:2", max_age="300"',
      );
    }
    expect(await snapshotOf(world.server, world.slug)).to.deep.equal(before);
  });

  it('what is somebody else’s is told of as what does not exist, fresh or not', async () => {
    const { world, stale } = await staleOwner();
    const foreign = await createWorld();
    for (const { method, path } of alwaysFresh.filter(({ path: each }) => each.includes('{slug}')))
      for (const slug of [foreign.slug, `nobody-${world.slug}`])
        expect((await send(stale, method, path, slug)).status, path).to.equal(404);
  });

  it('the operator, who has none, is not asked', async () => {
    const { world } = await staleOwner();
    const operator = await operatorOf(world);
    for (const { method, path } of alwaysFresh.filter(({ path: each }) => each.includes('{slug}'))) {
      const reply = await send(operator, method, path, world.slug);
      expect(accessIn(reply), path).to.equal('let in');
      expect(reply.status, path).not.to.equal(401);
    }
  });
});

import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { changed, idOf } from '../harness/members.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';

/** Events that somebody has caused and that still say where they were. */
async function placesOf({ server }: World, userId: string): Promise<readonly string[]> {
  const rows = await server.countersign.db.sql<{ type: string }>(
    `SELECT type FROM audit_events WHERE source_address IS NOT NULL AND actor->>'id' = $1::uuid::text`,
    [userId],
  );
  return rows.map(({ type }) => type);
}

describe('erasing leaves nothing of where a person was', () => {
  it('in what they did, to themselves and to others', async () => {
    const world = await createWorld();
    const { tomas, mina, slug } = world;
    const operator = await operatorOf(world);
    const userId = await idOf(world, tomas);
    await changed(operator, world, tomas, { role: 'admin' });
    await signIn(world.application, tomas);
    const admin = await apiOf(world, tomas, { step: 1 });
    await changed(admin, world, mina, { override: 'exempt', reason: 'on a train' });
    await admin.post(`/organizations/${slug}/invitations`, { email: `nora@${slug}.example` });
    expect(await placesOf(world, userId)).to.include.members([
      'account.signed_in',
      'member.changed',
      'invitation.created',
    ]);
    expect((await operator.delete(`/users/${userId}`)).status).to.equal(204);
    expect(await placesOf(world, userId)).to.deep.equal([]);
  });

  it('where they have done it themselves', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    await operator.patch(`/organizations/${world.slug}`, { members_may_leave: true });
    const userId = await idOf(world, world.tomas);
    const api = await apiOf(world, world.tomas);
    expect((await api.delete('/me')).status).to.equal(204);
    expect(await placesOf(world, userId)).to.deep.equal([]);
  });
});

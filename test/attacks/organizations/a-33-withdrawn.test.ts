import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { apiOf } from '../../harness/api.ts';
import { follow, invite, membersOf, signInAt } from '../../harness/invitations.ts';
import { createWorld } from '../../harness/world.ts';

describe('A-33: an invitation in one moment', () => {
  it('is accepted or withdrawn, never both, when it is withdrawn while somebody accepts it', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/invitations`;
    const { id, link } = await invite(world, api, { email: world.greta.email });
    const { browser, answer } = await follow(link);
    const { db } = world.server.countersign;
    const { transaction } = db;
    let withdrawing: ReturnType<typeof api.delete> | undefined;
    // It is withdrawn at the instant at which the one who accepts has found it good.
    Object.assign(db, {
      transaction: (work: Parameters<typeof transaction>[0]) =>
        transaction((stores) => {
          const remove: typeof stores.invitations.remove = async (invitationId, ...more) => {
            if (invitationId === id && withdrawing === undefined) {
              withdrawing = api.delete(`${path}/${id}`);
              await pause(300);
            }
            return stores.invitations.remove(invitationId, ...more);
          };
          return work({ ...stores, invitations: { ...stores.invitations, remove } });
        }),
    });
    try {
      await signInAt(browser, answer, world.greta);
      const withdrawn = await withdrawing;
      expect(withdrawn?.status).to.equal(404);
      expect(await membersOf(world)).to.have.property(world.greta.email);
    } finally {
      Object.assign(db, { transaction });
    }
  });
});

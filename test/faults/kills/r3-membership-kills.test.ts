import { expect } from 'chai';
import { onPostgres } from '../../harness/needs.ts';
import { busyMachineMs } from '../support/fault-world.ts';
import { killMemberships } from '../support/membership-kills.ts';
import { sharedFaultWorld } from '../support/shared-world.ts';

onPostgres(() => {
  describe('R3: a server that is killed while people join and are removed', () => {
    it('consumes an invitation with its membership or not at all, and loses no member', async () => {
      const world = await sharedFaultWorld();
      const figures = await killMemberships(world, { each: 20, perKill: 7 });
      expect(figures.halfJoined, 'after a kill').to.equal(0);
      expect(figures.overfull, 'I2').to.equal(0);
      expect(figures.lost, 'I4').to.equal(0);
      expect(figures.takenBack, 'I5').to.equal(0);
      expect(figures.wrongEvents, 'I6').to.equal(0);
      expect(figures.cutOff).to.be.above(0);
      expect(world.steady.isRunning(), 'I7').to.equal(true);
    }).timeout(busyMachineMs);
  });
});

import { expect } from 'chai';
import { onPostgres } from '../../harness/needs.ts';
import { killEnrolments } from '../support/enrolment-kills.ts';
import { busyMachineMs } from '../support/fault-world.ts';
import { sharedFaultWorld } from '../support/shared-world.ts';

onPostgres(() => {
  describe('R1: a server that is killed while people enrol', () => {
    it('leaves each of 20 with a whole factor or none, and all finish at the other one', async () => {
      const world = await sharedFaultWorld();
      const figures = await killEnrolments(world, { enrolments: 20, perKill: 7 });
      expect(figures.halfEnrolled, 'I3').to.deep.equal([]);
      expect(figures.foreignCodes, 'other codes than were shown').to.deep.equal([]);
      expect(figures.mostRetries).to.be.at.most(1);
      expect(figures.wrongAmr, 'I1').to.deep.equal([]);
      expect(figures.cutOff).to.be.above(0);
      expect(world.steady.isRunning(), 'I7').to.equal(true);
    }).timeout(busyMachineMs);
  });
});

import { expect } from 'chai';
import { withNeeds } from '../../harness/needs.ts';
import { busyMachineMs, openFaultWorld } from '../support/fault-world.ts';
import { outlastFullDisk } from '../support/full-disk.ts';
import { outlastFullLog, untilLogGoesOn } from '../support/full-log.ts';
import { startOwnCluster } from '../support/own-cluster.ts';
import { sharedFaultWorld } from '../support/shared-world.ts';
import { openSmallDisk } from '../support/small-disk.ts';

/** Far below what waiting for the log would take, which is for ever. */
const busySignInMs = 5000;

withNeeds(['initdb', 'mount'], () => {
  describe('R8: a full disk', () => {
    it('of the database is answered with 503, gives out no token that is not written, and heals by itself', async () => {
      const disk = openSmallDisk(200);
      const cluster = await startOwnCluster(disk.path);
      const world = await openFaultWorld(cluster.url);
      try {
        const figures = await outlastFullDisk(world, { cluster, disk, seconds: 3 });
        expect(figures.broken).to.deep.equal([]);
        expect(figures.refusedMeanwhile).to.be.above(0);
        expect(figures.keysMeanwhile, 'what needs no write').to.equal(200);
        expect(figures.lostTokens).to.equal(0);
        expect(figures.uncounted, 'tries that were compared and do not count').to.equal(0);
        expect(figures.recoveryMs).to.be.below(30_000);
        expect(figures.isRunning, 'I7').to.equal(true);
      } finally {
        await world.close();
        await cluster.stop();
        disk.remove();
      }
    }).timeout(busyMachineMs);
  });
});

withNeeds(['PostgreSQL', 'mount'], () => {
  describe('R8: a log that cannot be written', () => {
    for (const log of ['full disk', 'unread pipe'] as const) {
      it(`(${log}) holds up no sign-in, leaves out no event, and lets the server end`, async () => {
        const figures = await outlastFullLog(await sharedFaultWorld(), { log, signIns: 30 });
        expect(figures.slowestMs).to.be.below(busySignInMs);
        expect(figures.withoutEvent).to.equal(0);
        expect(figures.stopMs).to.be.below(10_000);
      }).timeout(busyMachineMs);
    }

    it('goes on by itself once there is room', async () => {
      expect(await untilLogGoesOn(await sharedFaultWorld())).to.be.below(busySignInMs);
    }).timeout(busyMachineMs);
  });
});

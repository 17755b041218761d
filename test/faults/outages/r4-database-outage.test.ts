import { expect } from 'chai';
import { onPostgres } from '../../harness/needs.ts';
import { outlastOutages } from '../support/database-outage.ts';
import { startDatabaseProxy } from '../support/database-proxy.ts';
import { busyMachineMs, openFaultWorld } from '../support/fault-world.ts';

onPostgres((postgres) => {
  describe('R4: a database that goes away during sign-ins', () => {
    it('is answered with 503 and when to try again, and is used again by itself once it is back', async () => {
      const proxy = await startDatabaseProxy(postgres);
      const world = await openFaultWorld(postgres, proxy);
      try {
        const figures = await outlastOutages(world, proxy, { outages: 1, outageMs: 700, quotaAfter: 10 });
        expect(figures.answersMeanwhile).to.be.above(0);
        expect(figures.otherAnswers, 'meanwhile').to.deep.equal([]);
        expect(figures.letIn, 'codes and tokens meanwhile').to.equal(0);
        expect(figures.broken).to.deep.equal([]);
        expect(figures.recoveryMs).to.be.below(10_000);
        expect(figures.lockedOutAfterwards, 'a lock from before').to.equal(429);
        expect(figures.isRunning, 'I7').to.equal(true);
      } finally {
        await world.close();
        await proxy.cut();
      }
    }).timeout(busyMachineMs);
  });
});

import { expect } from 'chai';
import { onPostgres } from '../../harness/needs.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.ts';
import { withEventLoopProbe } from '../support/event-loop.ts';
import { busyMachineMs, type FaultWorld, openFaultWorld } from '../support/fault-world.ts';
import { outlastSlowness, type Slowness } from '../support/slow-database.ts';

/** More than a statement may take (3 s) and a request waits for a connection (2 s), so that both are seen to end. */
const seconds = 6;

onPostgres((postgres) => {
  describe('R9: a database that is slow', () => {
    let proxy: DatabaseProxy;
    let world: FaultWorld;

    before(async function () {
      this.timeout(busyMachineMs);
      proxy = await startDatabaseProxy(postgres);
      world = await openFaultWorld(postgres, { ...proxy, environment: withEventLoopProbe });
    });

    after(async () => {
      await world.close();
      await proxy.cut();
    });

    const slownesses: [what: string, slowness: Slowness][] = [
      ['by 200 ms a round trip', { roundTripMs: 200 }],
      ['by 4 s a round trip, longer than anybody waits', { roundTripMs: 4000 }],
      ['since the table of the policies is locked', { blockedTable: 'organizations' }],
    ];
    for (const [what, slowness] of slownesses) {
      it(`${what}, lets nobody in without their factor, and is answered with 503 or in time`, async () => {
        const figures = await outlastSlowness(world, proxy, { slowness, seconds, perSecond: 10 });
        expect(figures.broken).to.deep.equal([]);
        expect(figures.withoutFactor, 'I1').to.equal(0);
        if (!('roundTripMs' in slowness && slowness.roundTripMs === 200))
          expect([figures.letIn, figures.refreshMeanwhile]).to.deep.equal([0, 503]);
        expect(figures.refreshAfterwards).to.equal(200);
        expect(figures.longestStatementMs).to.be.below(3500);
        expect(figures.recoveryMs).to.be.below(10_000);
      }).timeout(busyMachineMs);
    }
  });
});

import { expect } from 'chai';
import { onPostgres } from '../../harness/needs.ts';
import { busyMachineMs } from '../support/fault-world.ts';
import { restartUnderLoad } from '../support/rolling-restart.ts';
import { sharedFaultWorld } from '../support/shared-world.ts';

onPostgres(() => {
  describe('R17: servers that are replaced during sign-ins', () => {
    it('fail no request, and each has ended by itself within ten seconds', async () => {
      const figures = await restartUnderLoad(await sharedFaultWorld(), { restarts: 1, atOnce: 6 });
      expect(figures.failed).to.deep.equal([]);
      expect(figures.lost).to.deep.equal([]);
      expect(figures.exitCodes).to.deep.equal([]);
      expect(figures.slowestStopMs).to.be.below(10_000);
    }).timeout(busyMachineMs);
  });
});

import { expect } from 'chai';
import { onPostgres } from '../../harness/needs.ts';
import { busyMachineMs } from '../support/fault-world.ts';
import { killSweeps } from '../support/sweep-kills.ts';

onPostgres((postgres) => {
  describe('R2: a sweep that is killed while a policy takes effect for 5,000 members', () => {
    it('goes on where it was, and ends the sessions of each unprotected member exactly once', async () => {
      const figures = await killSweeps(postgres, { members: 5000, kills: 2 });
      expect(figures.ended).to.equal(figures.toEnd);
      expect(figures.wrong, 'members with another epoch or other events').to.equal(0);
      expect(figures.jobs).to.equal(figures.jobsForAll);
      expect(figures.dueLeft).to.equal(0);
      expect(figures.kills).to.be.above(0);
    }).timeout(busyMachineMs);
  });
});

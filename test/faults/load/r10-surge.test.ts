import { expect } from 'chai';
import { onPostgres } from '../../harness/needs.ts';
import { busyMachineMs } from '../support/fault-world.ts';
import { sharedFaultWorld } from '../support/shared-world.ts';
import { percentile } from '../support/surge.ts';
import { outlastSurge } from '../support/surge-figures.ts';

/** Far above what a quiet machine needs, far below the seconds that a place behind the hashes costs. */
const looseMs = 1000;

onPostgres(() => {
  describe('R10: ten times more passwords than a server can compare', () => {
    it('are refused at once with a time to come back, and hold up nobody else', async () => {
      const world = await sharedFaultWorld();
      const figures = await outlastSurge(world, { seconds: 5, capacitySeconds: 1, everyMs: 100 });
      expect(figures.otherAnswers).to.deep.equal([]);
      expect(figures.admittedAndRefused).to.equal(0);
      expect(figures.chargedForNothing, 'refused tries that count').to.equal(0);
      expect(figures.refused).to.be.above(figures.offered / 2);
      expect(figures.retryAfter.at(0)).to.be.at.least(1);
      expect(figures.retryAfter.at(-1)).to.be.at.most(10);
      expect(figures.retryAfter.length, 'different waits').to.be.above(5);
      const { failures, tokenMs, userinfoMs, keysMs, singleSignOnMs, secondFactorMs } = figures.bystanders;
      expect(failures).to.deep.equal([]);
      for (const each of [tokenMs, userinfoMs, keysMs, singleSignOnMs, secondFactorMs])
        expect(percentile(each, 0.5)).to.be.below(looseMs);
      expect(figures.backToNormalMs).to.be.below(10_000);
    }).timeout(busyMachineMs);
  });
});

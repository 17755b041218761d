import { expect } from 'chai';
import { onPostgres } from '../../harness/needs.ts';
import { busyMachineMs } from '../support/fault-world.ts';
import { sharedFaultWorld } from '../support/shared-world.ts';
import { policySeenElsewhere, signInEverywhere } from '../support/spread-sign-ins.ts';

onPostgres(() => {
  describe('R5: two servers at once', () => {
    it('lose none of 100 sign-ins of which each request goes to either', async () => {
      const world = await sharedFaultWorld();
      const figures = await signInEverywhere(world, { signIns: 100, atOnce: 8 });
      expect(figures.lost).to.deep.equal([]);
      expect(figures.wrongAmr, 'I1').to.deep.equal([]);
    }).timeout(busyMachineMs);

    it('both hold to a policy within a second of its being switched on at one of them', async () => {
      expect(await policySeenElsewhere(await sharedFaultWorld(), 2)).to.be.below(1000);
    }).timeout(busyMachineMs);
  });
});

import { expect } from 'chai';
import { jobKinds } from '../../src/jobs/queue.ts';
import { retryAfterSeconds } from '../../src/jobs/retries.ts';

/** All waits of a job that never succeeds, in seconds. */
function waitsOf(kind: (typeof jobKinds)[number]): number[] {
  const waits: number[] = [];
  for (;;) {
    const wait = retryAfterSeconds(kind, waits.length + 1);
    if (wait === null) return waits;
    waits.push(wait);
  }
}

describe('a job that fails', () => {
  it('is tried again after 1, 5 and 30 minutes when it tells an application, then given up', () => {
    expect(waitsOf('deliver-logout')).to.deep.equal([60, 300, 1800]);
  });

  it('is tried for three days when it is a mail, four times in the first half hour', () => {
    const waits = waitsOf('send-mail');
    const total = waits.reduce((sum, wait) => sum + wait, 0);
    expect(total).to.be.within(72 * 3600, 73 * 3600);
    expect(waits.slice(0, 4).reduce((sum, wait) => sum + wait, 0)).to.be.at.most(2000);
  });

  it('ends some time, of whatever kind', () => {
    for (const kind of jobKinds) expect(waitsOf(kind)).to.have.length.within(1, 100);
  });
});

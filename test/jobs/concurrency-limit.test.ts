import { expect } from 'chai';
import { createConcurrencyLimit } from '../../src/jobs/concurrency-limit.ts';

/** Begins work in a lane and answers how to end it. */
function beginIn(lane: ReturnType<typeof createConcurrencyLimit>): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  lane.begin(() => promise);
  return resolve;
}

describe('a concurrency limit', () => {
  it('has room for so many at once, and again when one has ended', async () => {
    const lane = createConcurrencyLimit({ atOnce: 2, asideAfterMs: 60_000, most: 10 });
    const ends = [beginIn(lane), beginIn(lane)];
    expect(lane.room()).to.equal(0);
    const change = lane.change();
    ends[0]?.();
    await change;
    expect(lane.room()).to.equal(1);
    ends[1]?.();
    await lane.change();
    expect(lane.isIdle()).to.equal(true);
  });

  it('gives away the place of what takes long, up to a limit', async () => {
    const lane = createConcurrencyLimit({ atOnce: 1, asideAfterMs: 1, most: 2 });
    const ends = [beginIn(lane)];
    await lane.change();
    expect(lane.room()).to.equal(1);
    ends.push(beginIn(lane));
    await lane.change();
    expect(lane.room()).to.equal(0);
    for (const end of ends) end();
    await lane.change();
    expect([lane.room(), lane.isIdle()]).to.deep.equal([1, true]);
  });
});

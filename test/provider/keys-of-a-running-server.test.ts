import { mock } from 'node:test';
import { expect } from 'chai';
import { rotateSigningKeys } from '../../src/provider/keys/keys.ts';
import { travel, travelHome } from '../harness/clock.ts';
import { startOwnServer, type TestServer } from '../harness/server.ts';

const minuteMs = 60_000;
const hour = 3600;

describe('a running server', () => {
  let server: TestServer;
  before(async () => {
    // The minute after which it looks at its keys passes when the test says so.
    mock.timers.enable({ apis: ['setInterval'] });
    server = await startOwnServer();
  });
  after(async () => {
    mock.timers.reset();
    travelHome();
    await server.stop();
  });

  async function published(): Promise<readonly string[]> {
    const answer = await fetch(`${server.address}/jwks`);
    const { keys } = (await answer.json()) as { readonly keys: readonly { readonly kid: string }[] };
    return keys.map(({ kid }) => kid);
  }

  /** A minute later; reading the keys takes a few turns. */
  async function publishedAfterAMinute(isExpected: (kids: readonly string[]) => boolean) {
    mock.timers.tick(minuteMs);
    let kids = await published();
    for (let turn = 0; turn < 200 && !isExpected(kids); turn += 1) kids = await published();
    return kids;
  }

  it('publishes new keys within a minute, signs with them after an hour, and drops the old a day later', async () => {
    const before = await published();
    const deed = { actor: { kind: 'operator' }, now: new Date() } as const;
    const added = (await rotateSigningKeys(server.countersign.db, deed, { when: 'overlapping' })).map(
      ({ kid }) => kid,
    );
    expect(await published()).to.deep.equal(before);
    const announced = await publishedAfterAMinute(({ length }) => length === 4);
    expect([announced.slice(0, 2), announced.slice(2).toSorted()]).to.deep.equal([before, added.toSorted()]);
    travel(hour);
    const signing = await publishedAfterAMinute(([first = '']) => added.includes(first));
    expect([signing.slice(0, 2).toSorted(), signing.slice(2).toSorted()]).to.deep.equal([
      added.toSorted(),
      before.toSorted(),
    ]);
    travel(24 * hour);
    const left = await publishedAfterAMinute(({ length }) => length === 2);
    expect(left.toSorted()).to.deep.equal(added.toSorted());
  });
});

import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import { Refusal } from '../../src/refusal/refusal.ts';
import { gaveWay, StatementFailed } from '../../src/storage/database/failures.ts';
import { testDatabase } from '../harness/database.ts';
import { operations } from './support/all-operations.ts';
import type { Operation } from './support/operations.ts';
import { type WatchedScene, watchScene } from './support/watched-scene.ts';

/** As the server tells whom it has chosen as the victim. */
const deadlock = () => Object.assign(new Error('deadlock detected'), { code: '40P01' });

describe('a transaction that gives way to another at its end', () => {
  let world: WatchedScene;
  /** Of the next attempts to commit: how many fail, then how many succeed, and so on. */
  let failing: (attempt: number) => boolean = () => false;
  let attempts = 0;

  before(async () => {
    world = await watchScene(await testDatabase(), {
      async before({ text }) {
        if (text !== 'COMMIT') return;
        attempts += 1;
        if (failing(attempts)) throw deadlock();
      },
    });
    // What other tests have left to be done.
    for (const each of operations)
      if (each.name === 'do what is due') await each.run(world.plain, world.scene);
  });

  beforeEach(() => {
    attempts = 0;
    failing = () => false;
  });

  /** What an operation answers, and what there is afterwards; what is drawn anew each time is hidden. */
  async function outcomeOf(operation: Operation) {
    await world.set(operation);
    // What operations before it have queued about Pat goes with Pat, and only once.
    await world.plain.outbox.forgetNaming([world.scene.email], []);
    const before = await beside();
    attempts = 0;
    const answer = await operation.run(world.watched, world.scene);
    const after = await beside();
    const rows = Object.entries(await world.snapshot.rows()).map(([table, each]) => [
      table,
      each.map(hideRandom).toSorted(byText),
    ]);
    return { answer: hideRandom(answer), rows, added: difference(before, after), attempts };
  }

  /** What is written beside the scene, by kind and count. */
  async function beside(): Promise<Record<string, number>> {
    const rows = await world.plain.sql<{ name: string; count: number }>(
      `SELECT 'job ' || name AS name, count(*)::int AS count FROM pgboss.job GROUP BY 1
       UNION ALL SELECT 'limit', sum(failures)::int FROM throttles
       UNION ALL SELECT 'key', count(*)::int FROM signing_keys`,
    );
    return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  }

  for (const operation of operations) {
    it(`is run once more: ${operation.name}`, async () => {
      const once = await outcomeOf(operation);
      failing = (attempt) => attempt % 2 === 1;
      const again = await outcomeOf(operation);
      expect(again.attempts, 'attempts').to.equal(2 * once.attempts);
      expect(inWords(again)).to.equal(inWords(once));
    });
  }

  it('twice is "try again later", and nothing has happened', async () => {
    const operation = operations.find(({ name }) => name === 'change the password');
    if (operation === undefined) throw new Error('no such operation');
    await world.set(operation);
    const before = [await world.snapshot.rows(), await beside()];
    failing = () => true;
    const refusal = await Promise.resolve(operation.run(world.watched, world.scene)).catch(
      (error: unknown) => error,
    );
    expect(refusal).to.be.instanceOf(Refusal).with.property('code', 'storage_unavailable');
    expect(refusal).to.have.nested.property('detail.retryAfterSeconds', 2);
    expect(attempts).to.equal(2);
    const after = [await world.snapshot.rows(), await beside()];
    // The password was compared, and its charge forgotten.
    expect(isDeepStrictEqual(after, before)).to.equal(true);
  });

  for (const sqlState of ['40P01', '40001', '23505']) {
    it(`is told by its SQLSTATE: ${sqlState}`, () => {
      const failure = new StatementFailed(Object.assign(new Error('no'), { code: sqlState }));
      expect(gaveWay(failure)).to.equal(sqlState !== '23505');
    });
  }
});

/** Ids, codes, hashes and instants that are drawn anew; words stay. */
function hideRandom(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/[\w:.+/=\\-]{15,}/g, '…');
  if (value instanceof Uint8Array || value instanceof Date) return '…';
  if (Array.isArray(value)) return value.map(hideRandom);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, each]) => [name, name === 'id' ? '…' : hideRandom(each)]);
  return Object.fromEntries(members);
}

/** All but how often it was tried, on lines of its own. */
function inWords({ attempts: _, ...outcome }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(outcome, null, 1);
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

function difference(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
  return Object.fromEntries(changed.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
}

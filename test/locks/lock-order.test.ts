import { expect } from 'chai';
import type { OpenDb } from '../../src/stores.ts';
import { testDatabase } from '../harness/database.ts';
import { sourceFiles } from '../house/support/source-files.ts';
import { operations } from './support/all-operations.ts';
import { type LockWatch, watchLocks } from './support/lock-order.ts';
import { type WatchedScene, watchScene } from './support/watched-scene.ts';

describe('every operation in a transaction', () => {
  let world: WatchedScene;
  let watches: LockWatch[] = [];
  const callers = new Set<string>();

  before(async () => {
    world = await watchScene(await testDatabase(), {
      async before({ text }) {
        if (text === 'START TRANSACTION') watches.push(watchLocks(world.scene));
      },
      after: (statement, rows) => watches.at(-1)?.see(statement, rows),
    });
  });

  /** Notes which file of the source runs a transaction. */
  function noting(db: OpenDb): OpenDb {
    return {
      ...db,
      transaction(work) {
        const caller = new Error('who calls').stack?.split('\n')[2] ?? '';
        callers.add(/src\/[\w/-]+\.ts/.exec(caller)?.[0] ?? 'nobody');
        return db.transaction(work);
      },
    };
  }

  for (const operation of operations) {
    it(`(${operation.name}) locks organizations, then people, then what is theirs, and last the log`, async () => {
      await world.set(operation);
      watches = [];
      await operation.run(noting(world.watched), world.scene);
      expect(watches.flatMap(({ faults }) => faults)).to.deep.equal([]);
    });
  }

  it('is among those whose locks are watched', () => {
    // They hand the transactions of others on, or run them within one of theirs.
    const between = [
      'src/web/api/access/admitted-db.ts',
      'src/web/api/endpoints/organization.ts',
      'src/web/areas/operator-db.ts',
      'src/web/operator/organizations/new-organization.ts',
    ];
    const inSource = sourceFiles('src')
      .filter(({ text, path }) => /\.transaction\(/.test(text) && !between.includes(path))
      .map(({ path }) => path);
    expect([...callers].toSorted()).to.deep.equal(inSource.toSorted());
  });
});

import type { Database } from '../../../src/storage/database/database.ts';
import { openStores } from '../../../src/storage/open-stores.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { sealer } from '../../storage/support/samples.ts';
import type { Operation } from './operations.ts';
import { newScene, now, type Scene } from './scene.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import { hooked, type TransactionHooks } from './transactions.ts';

/** A scene, and the stores that operations on it get: their transactions pass hooks. */
export interface WatchedScene {
  readonly scene: Scene;
  /** Past the hooks. */
  readonly plain: OpenDb;
  readonly watched: OpenDb;
  readonly snapshot: Snapshot;
  /** Sets the scene for these operations. */
  set(...operations: readonly Operation[]): Promise<void>;
}

export async function watchScene({ dataSource }: Database, hooks: TransactionHooks): Promise<WatchedScene> {
  const plain = openStores(dataSource, sealer, () => now);
  const scene = await newScene(plain);
  const snapshot = await takeSnapshot(plain, scene);
  return {
    scene,
    plain,
    snapshot,
    watched: openStores(hooked(dataSource, hooks), sealer, () => now),
    async set(...operations) {
      await snapshot.restore();
      const { organizationId, pat } = scene;
      for (const statement of operations.flatMap(({ ready = [] }) => ready))
        await plain.sql(
          statement.replace(':organization', `'${organizationId}'`).replace(':pat', `'${pat}'`),
        );
    },
  };
}

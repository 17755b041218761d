import { expect } from 'chai';
import { resealBatch } from '../../src/sealing/reseal.ts';
import type { SealedPlace } from '../../src/sealing/sealing-store.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb } from '../../src/stores.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { newTotp, newUser, sampleClient, start } from './support/samples.ts';

const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

describe('sealing anew in batches', () => {
  let own: OwnDatabase;
  let older: OpenDb;
  let during: OpenDb;

  before(async () => {
    own = await freshDatabase();
    const under = (...keys: Buffer[]) => openStores(own.database.dataSource, createSealer(keys), () => start);
    [older, during] = [under(oldKey), under(newKey, oldKey)];
    const user = await newUser(older);
    for (let count = 0; count < 5; count += 1) await newTotp(older, user.id);
    for (const clientId of ['a', 'b', 'c']) await older.clients.save(sampleClient({ clientId }));
  });

  after(() => own.dispose());

  const left = async () => (await during.sealing.states()).map(({ kind, all, old }) => [kind, all, old]);

  it('counts what is old, by kind', async () => {
    expect(await left()).to.deep.equal([
      ['authenticators', 5, 5],
      ['clients', 3, 3],
      ['signing_keys', 0, 0],
      ['sealed_keys', 0, 0],
    ]);
    expect(during.sealing.newestKey).not.to.equal(older.sealing.newestKey);
  });

  it('goes on where the batch before ended, past what no key opens, and comes to an end', async () => {
    const [damaged] = await during.sql<{ id: string }>(
      'SELECT id::text FROM authenticators ORDER BY id LIMIT 1',
    );
    await during.sql("UPDATE authenticators SET secret = '\\x0101' WHERE id = $1", [damaged?.id]);
    const unreadable: string[] = [];
    let [resealed, batches] = [0, 0];
    let after: SealedPlace | null = null;
    do {
      const batch: Awaited<ReturnType<typeof during.sealing.sealAnew>> = await during.sealing.sealAnew(
        after,
        2,
      );
      batches += 1;
      resealed += batch.resealed;
      unreadable.push(...batch.unreadable);
      after = batch.next;
    } while (after !== null && batches < 20);
    expect([resealed, unreadable]).to.deep.equal([7, [`authenticators.secret:${damaged?.id}`]]);
    expect(batches).to.be.below(20);
    expect((await left()).map(([, , old]) => old)).to.deep.equal([1, 0, 0, 0]);
  });

  it('queues the next batch until there is none', async () => {
    const asked: (SealedPlace | null)[] = [];
    const outbox = { ...during.outbox, reseal: async (place: SealedPlace | null) => void asked.push(place) };
    let after: SealedPlace | null = null;
    for (let count = 0; count < 5; count += 1) {
      await resealBatch({ sealing: during.sealing, outbox }, after);
      const next: SealedPlace | null | undefined = asked[count];
      if (next === undefined) break;
      after = next;
    }
    expect(asked.map((place) => place?.kind)).to.deep.equal(['clients', 'signing_keys', 'sealed_keys']);
  });
});

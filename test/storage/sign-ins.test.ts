import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { freshSignIn } from '../../src/sign-in/progress.ts';
import { createProviderRecords } from '../../src/storage/provider-records.ts';
import type { OpenDb } from '../../src/stores.ts';
import { event, newUser, openTestStores, race, sealer, start } from './support/samples.ts';

/** An interaction of the provider that nothing has happened in yet. */
async function newInteraction(db: OpenDb, ttlSeconds = 60): Promise<string> {
  const uid = randomUUID();
  const records = createProviderRecords(db.sql, sealer, () => new Date());
  await records.save({ model: 'Interaction', id: uid, payload: { jti: uid }, ttlSeconds });
  return uid;
}

describe('a sign-in in the database', () => {
  it('begins without progress and person, at version 0', async () => {
    const db = await openTestStores();
    const uid = await newInteraction(db);
    expect(await db.signIns.load(uid)).to.deep.equal({
      version: 0,
      progress: null,
      person: null,
      interaction: { jti: uid },
      registrations: (await db.brandings.findBoth(null)).version,
    });
  });

  it('is read with its person once it has one', async () => {
    const db = await openTestStores();
    const [user, uid] = [await newUser(db), await newInteraction(db)];
    const progress = { ...freshSignIn, userId: user.id, proofs: { passwordAt: start.getTime() } };
    await db.signIns.saveProgress({ uid, version: 0 }, progress);
    const stored = await db.signIns.load(uid);
    expect(stored?.progress).to.deep.equal(progress);
    expect(stored?.person).to.deep.equal(await db.people.byId(user.id, null));
  });

  it('is written by one of several that saw the same version, in whichever way they go on', async () => {
    const db = await openTestStores();
    const uid = await newInteraction(db);
    const ways = [
      () => db.signIns.saveProgress({ uid, version: 0 }, freshSignIn),
      () => db.signIns.savePasswordProof({ uid, version: 0 }, freshSignIn, randomBytes(32)),
      () => db.signIns.finish({ uid, version: 0 }, { interaction: { jti: uid }, event: null, now: start }),
    ];
    const won = await race(15, (index) => (ways[index % 3] ?? ways[0])?.() ?? Promise.resolve(false));
    expect(won.filter(Boolean)).to.have.length(1);
    expect((await db.signIns.load(uid))?.version).to.equal(1);
  });

  it('keeps nothing of its progress readable', async () => {
    const db = await openTestStores();
    const uid = await newInteraction(db);
    const enrollment = {
      secret: 'MARKEDSECRET',
      confirmedStep: 1,
      confirmedAt: 1,
      recoveryCodes: ['marked'],
    };
    await db.signIns.saveProgress({ uid, version: 0 }, { ...freshSignIn, enrollment });
    const [row] = await db.sql<{ progress: Buffer }>(
      "SELECT progress FROM provider_records WHERE id_hash = sha256(convert_to($1, 'UTF8'))",
      [uid],
    );
    expect(row?.progress.includes('MARKEDSECRET') || row?.progress.includes('marked')).to.equal(false);
    expect((await db.signIns.load(uid))?.progress?.enrollment).to.deep.equal(enrollment);
  });

  it('forgets the failures of its password together with the new progress', async () => {
    const db = await openTestStores();
    const [uid, key] = [await newInteraction(db), randomBytes(32)];
    for (let failures = 1; failures <= 10; failures += 1) await db.limits.charge(key, start);
    expect((await db.limits.charge(key, start)).result).to.equal('throttled');
    await db.signIns.savePasswordProof({ uid, version: 0 }, freshSignIn, key);
    expect((await db.limits.charge(key, start)).result).to.equal('charged');
  });

  it('is finished once, drops its progress and is recorded once', async () => {
    const db = await openTestStores();
    const [user, uid] = [await newUser(db), await newInteraction(db)];
    await db.signIns.saveProgress({ uid, version: 0 }, { ...freshSignIn, userId: user.id });
    const finished = { jti: uid, result: { login: { accountId: user.id } } };
    const recorded = { ...event, userId: user.id };
    const won = await race(10, () =>
      db.signIns.finish({ uid, version: 1 }, { interaction: finished, event: recorded, now: start }),
    );
    expect(won.filter(Boolean)).to.have.length(1);
    expect(await db.signIns.load(uid)).to.deep.include({ progress: null, interaction: finished });
    expect(await db.sql('SELECT 1 FROM audit_events WHERE user_id = $1', [user.id])).to.have.length(1);
  });

  it('that expired, is unknown or was damaged is none', async () => {
    const db = await openTestStores();
    expect(await db.signIns.load(await newInteraction(db, 0))).to.equal(null);
    expect(await db.signIns.load(randomUUID())).to.equal(null);
    const uid = await newInteraction(db);
    await db.signIns.saveProgress({ uid, version: 0 }, freshSignIn);
    await db.sql(
      `UPDATE provider_records SET progress = '\\x00' WHERE id_hash = sha256(convert_to($1, 'UTF8'))`,
      [uid],
    );
    expect(await db.signIns.load(uid)).to.equal(null);
  });
});

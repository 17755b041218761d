import { expect } from 'chai';
import { ensureSigningKeys, keySetAt, rotateSigningKeys } from '../../src/provider/keys/keys.ts';
import { createSealer, SealBroken } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb } from '../../src/stores.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { later, race, sealer, start } from './support/samples.ts';

const hour = 3600;
const operator = { kind: 'operator' } as const;

describe('signing keys', () => {
  let own: OwnDatabase;
  let db: OpenDb;
  before(async () => {
    own = await freshDatabase();
    db = openStores(own.database.dataSource, sealer, () => start);
    await race(4, () => ensureSigningKeys(db, start));
  });
  after(() => own.dispose());

  const kidsAt = async (seconds: number) =>
    keySetAt(await db.signingKeys.all(), later(seconds)).keys.map(({ kid = '' }) => kid);

  it('are made once, one for each algorithm, however many servers start together', async () => {
    const keys = await db.signingKeys.all();
    expect(keys.map(({ algorithm }) => algorithm).sort()).to.deep.equal(['ES256', 'RS256']);
    await ensureSigningKeys(db, later(60));
    expect(await db.signingKeys.all()).to.deep.equal(keys);
  });

  it('are not readable in the table, and a server without their key does not start with fewer', async () => {
    const [row] = await db.sql<{ private_jwk: Buffer }>('SELECT private_jwk FROM signing_keys LIMIT 1');
    expect(row?.private_jwk.includes('"kty"')).to.equal(false);
    const elsewhere = openStores(own.database.dataSource, createSealer([Buffer.alloc(32, 9)]), () => start);
    expect(await elsewhere.signingKeys.all().catch((error) => error)).to.be.instanceOf(SealBroken);
  });

  it('are published before they sign, sign after an hour, and leave a day after that', async () => {
    const before = await kidsAt(0);
    const added = (await rotateSigningKeys(db, { actor: operator, now: start }, { when: 'overlapping' })).map(
      ({ kid }) => kid,
    );
    expect((await kidsAt(0)).slice(0, 2)).to.deep.equal(before);
    expect((await kidsAt(0)).slice(2)).to.have.members(added);
    expect((await kidsAt(hour - 1)).slice(0, 2)).to.deep.equal(before);
    expect(await kidsAt(hour)).to.have.members([...added, ...before]);
    expect((await kidsAt(hour)).slice(0, 2)).to.have.members(added);
    expect(await kidsAt(25 * hour - 1)).to.have.length(4);
    expect(await kidsAt(25 * hour)).to.have.members(added);
  });

  it('that were withdrawn are deleted by the next rotation', async () => {
    const withdrawn = (await db.signingKeys.all()).filter(({ retiresAt }) => retiresAt !== null);
    expect(withdrawn).to.have.length(2);
    await rotateSigningKeys(db, { actor: operator, now: later(26 * hour) }, { when: 'overlapping' });
    const kids = (await db.signingKeys.all()).map(({ kid }) => kid);
    expect(kids).to.have.length(4);
    for (const { kid } of withdrawn) expect(kids).not.to.include(kid);
  });

  it('that leaked are gone at once', async () => {
    const old = await kidsAt(30 * hour);
    const added = await rotateSigningKeys(
      db,
      { actor: operator, now: later(30 * hour) },
      { when: 'immediately' },
    );
    expect(await kidsAt(30 * hour)).to.have.members(added.map(({ kid }) => kid));
    expect(added.some(({ kid }) => old.includes(kid))).to.equal(false);
  });

  it('leave an event for each rotation', async () => {
    const deed = { actor: operator, now: later(60 * hour) };
    const added = (await rotateSigningKeys(db, deed, { when: 'immediately' })).map(({ kid }) => kid);
    const [newest] = await db.sql<{ detail: { kids: string[]; when: string } }>(
      "SELECT detail FROM audit_events WHERE type = 'signing_keys.rotated' ORDER BY id DESC LIMIT 1",
    );
    expect(newest?.detail).to.deep.equal({ kids: added, when: 'immediately' });
  });
});

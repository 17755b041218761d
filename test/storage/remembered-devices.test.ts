import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { RememberedDevice } from '../../src/authenticators/remembered-device.ts';
import type { OpenDb } from '../../src/stores.ts';
import { later, newUser, openTestStores, race, start } from './support/samples.ts';

const device: RememberedDevice = {
  factor: 'totp',
  sourcePrefix: '2001:db8:0:1::/64',
  provenAt: start,
  expiresAt: later(3600),
};

const newId = () => randomBytes(32).toString('base64url');

function remember(db: OpenDb, userId: string, over: { id: string; replacedId?: string; expiresAt?: Date }) {
  const { id, replacedId = null, expiresAt = device.expiresAt } = over;
  return db.rememberedDevices.remember(
    { userId, userEpoch: 0, id, replacedId },
    { ...device, expiresAt },
    start,
  );
}

async function readBy(db: OpenDb, userId: string, id: string): Promise<RememberedDevice | null | undefined> {
  return (await db.people.byId(userId, null, id))?.rememberedDevice;
}

describe('a remembered device in the database', () => {
  it('is read with its person by its cookie, in each statement that reads one', async () => {
    const db = await openTestStores();
    const [user, id, uid] = [await newUser(db), newId(), randomUUID()];
    await remember(db, user.id, { id });
    expect(await readBy(db, user.id, id)).to.deep.equal(device);
    const attempt = { key: randomBytes(32), email: user.email, deviceId: id };
    const charge = await db.accounts.chargePasswordAttempt(attempt, start);
    expect(charge).to.have.nested.property('person.rememberedDevice').that.deep.equals(device);
    const record = {
      userEpoch: 0,
      proofs: {},
      sourcePrefix: '',
      suppressed: {},
      openedAt: start,
      lastSeenAt: start,
      declinedOffer: false,
    };
    const opened = await db.sessions.open(
      { uid, userId: user.id, record, expiresAt: later(60) },
      { deviceId: id },
    );
    expect(opened?.rememberedDevice).to.deep.equal(device);
  });

  it('is found by nothing else: not another id, another user, or none', async () => {
    const db = await openTestStores();
    const [user, other, id] = [await newUser(db), await newUser(db), newId()];
    await remember(db, user.id, { id });
    expect(await readBy(db, user.id, newId())).to.equal(null);
    expect(await readBy(db, other.id, id)).to.equal(null);
    expect((await db.people.byId(user.id, null))?.rememberedDevice).to.equal(null);
  });

  it('is found no more once the epoch of its user was raised, and none of an older one is remembered', async () => {
    const db = await openTestStores();
    const [user, id, late] = [await newUser(db), newId(), newId()];
    await remember(db, user.id, { id });
    await db.accounts.endSessions(user.id);
    await remember(db, user.id, { id: late });
    expect([await readBy(db, user.id, id), await readBy(db, user.id, late)]).to.deep.equal([null, null]);
    const identity = { userId: user.id, userEpoch: 1, id: newId(), replacedId: id };
    expect(await db.rememberedDevices.renew(identity)).to.equal(null);
  });

  it('takes the place of the one that its browser was known as, and of those that expired', async () => {
    const db = await openTestStores();
    const [user, first, second, stale] = [await newUser(db), newId(), newId(), newId()];
    await remember(db, user.id, { id: stale, expiresAt: start });
    await remember(db, user.id, { id: first });
    await remember(db, user.id, { id: second, replacedId: first });
    const rows = await db.sql('SELECT 1 FROM remembered_devices WHERE user_id = $1', [user.id]);
    expect(rows).to.have.length(1);
    expect(await readBy(db, user.id, second)).to.deep.equal(device);
  });

  it('gets a new id once, however many ask for one, and stays what it is', async () => {
    const db = await openTestStores();
    const [user, id] = [await newUser(db), newId()];
    await remember(db, user.id, { id });
    const ids = Array.from({ length: 10 }, newId);
    const expiries = await race(10, (n) =>
      db.rememberedDevices.renew({ userId: user.id, userEpoch: 0, id: ids[n] ?? '', replacedId: id }),
    );
    expect(expiries.filter((each) => each !== null)).to.deep.equal([device.expiresAt]);
    const winner = ids[expiries.findIndex((each) => each !== null)] ?? '';
    expect(await readBy(db, user.id, winner)).to.deep.equal(device);
    expect(await readBy(db, user.id, id)).to.equal(null);
  });

  it('is forgotten with all others of its user, and with the user', async () => {
    const db = await openTestStores();
    const [user, other, ids] = [await newUser(db), await newUser(db), [newId(), newId(), newId()] as const];
    await remember(db, user.id, { id: ids[0] });
    await remember(db, user.id, { id: ids[1] });
    await remember(db, other.id, { id: ids[2] });
    await db.rememberedDevices.forgetAll(user.id);
    expect([await readBy(db, user.id, ids[0]), await readBy(db, user.id, ids[1])]).to.deep.equal([
      null,
      null,
    ]);
    expect(await readBy(db, other.id, ids[2])).to.deep.equal(device);
    await db.sql('DELETE FROM users WHERE id = $1', [other.id]);
    expect(await readBy(db, other.id, ids[2])).to.equal(undefined);
  });

  it('that names no factor we know is none', async () => {
    const db = await openTestStores();
    const [user, id] = [await newUser(db), newId()];
    await remember(db, user.id, { id });
    await db.sql("UPDATE remembered_devices SET factor = 'smoke' WHERE user_id = $1", [user.id]);
    expect(await readBy(db, user.id, id)).to.equal(null);
  });
});

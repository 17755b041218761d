import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { SecondFactorCharge } from '../../src/authenticators/store.ts';
import { failuresBeforeStop, lockAfterFailures } from '../../src/limits/failure-limit.ts';
import type { OpenDb } from '../../src/stores.ts';
import {
  event,
  later,
  newMember,
  newOrganization,
  newRecoveryCodes,
  newTotp,
  newUser,
  openTestStores,
  race,
  start,
} from './support/samples.ts';

const yearSeconds = 365 * 24 * 3600;

async function charged(db: OpenDb, userId: string): Promise<SecondFactorCharge & { result: 'charged' }> {
  const charge = await db.authenticators.chargeSecondFactor(userId, start);
  if (charge.result !== 'charged') throw new Error(charge.result);
  return charge;
}

async function userNow(db: OpenDb, userId: string) {
  return (await db.people.byId(userId, null))?.user;
}

describe('the limit of second-factor failures in SQL', () => {
  it('locks as long as the rule says and stops at the hard limit', async () => {
    const db = await openTestStores();
    const { id } = await newUser(db);
    const charge = (now: Date) => db.authenticators.chargeSecondFactor(id, now);
    let now = start;
    for (let failures = 1; failures <= failuresBeforeStop; failures += 1) {
      expect(await charge(now), String(failures)).to.include({ result: 'charged', failures });
      const until = lockAfterFailures(failures, now.getTime());
      if (typeof until !== 'number') continue;
      const seconds = (until - now.getTime()) / 1000;
      expect(await charge(now)).to.deep.equal({ result: 'locked', retryAfterSeconds: seconds });
      expect(await charge(new Date(until - 1))).to.deep.equal({ result: 'locked', retryAfterSeconds: 1 });
      now = new Date(until);
    }
    expect(await charge(now)).to.deep.equal({ result: 'stopped' });
    expect(await charge(later(yearSeconds))).to.deep.equal({ result: 'stopped' });
  });

  it('lets five of many through that come at once', async () => {
    const db = await openTestStores();
    const { id } = await newUser(db);
    const results = await race(50, () => db.authenticators.chargeSecondFactor(id, start));
    expect(results.filter(({ result }) => result === 'charged')).to.have.length(5);
  });

  it('is closed to an account that does not exist', async () => {
    const db = await openTestStores();
    const charge = await db.authenticators.chargeSecondFactor('00000000-0000-4000-8000-000000000000', start);
    expect(charge).to.deep.equal({ result: 'stopped' });
  });
});

describe('a TOTP factor', () => {
  it('comes back with the charge, its seed opened, and its seed is not readable in the table', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const id = await newTotp(db, user.id);
    expect((await charged(db, user.id)).totp).to.deep.equal([
      {
        id,
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        period: 30,
        digits: 6,
        algorithm: 'SHA1',
        lastStep: -1,
        disclosedSteps: [],
      },
    ]);
    const [row] = await db.sql<{ secret: Buffer }>('SELECT secret FROM authenticators WHERE id = $1', [id]);
    expect(row?.secret.includes('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP')).to.equal(false);
  });

  it('whose seed was copied from another row opens nothing, and the others still do', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const [moved, other] = [await newTotp(db, user.id), await newTotp(db, user.id)];
    await db.sql(
      'UPDATE authenticators SET secret = (SELECT secret FROM authenticators WHERE id = $2) WHERE id = $1',
      [moved, other],
    );
    const charge = await charged(db, user.id);
    expect(charge.unreadable).to.deep.equal([moved]);
    expect(charge.totp.map(({ id }) => id)).to.deep.equal([other]);
  });

  it('accepts a step once, only upwards, and a success clears the failures', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const factor = await newTotp(db, user.id);
    await charged(db, user.id);
    const accept = (step: number) => db.authenticators.acceptTotp({ factorId: factor, step }, event, start);
    const won = await race(20, () => accept(100));
    expect(won.filter(Boolean)).to.have.length(1);
    expect(await accept(100)).to.equal(false);
    expect(await accept(99)).to.equal(false);
    expect(await accept(101)).to.equal(true);
    expect(await userNow(db, user.id)).to.include({ secondFactorFailures: 0, secondFactorLockedUntil: null });
    const [row] = await db.sql(
      'SELECT last_step::int AS step, last_used_at FROM authenticators WHERE id = $1',
      [factor],
    );
    expect(row).to.deep.equal({ step: 101, last_used_at: start });
  });

  it('records each acceptance once, in the same statement', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const factor = await newTotp(db, user.id);
    await race(10, () =>
      db.authenticators.acceptTotp({ factorId: factor, step: 5 }, { ...event, userId: user.id }, start),
    );
    expect(await db.sql('SELECT 1 FROM audit_events WHERE user_id = $1', [user.id])).to.have.length(1);
  });

  it('remembers disclosed steps until a later one was accepted', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const factor = await newTotp(db, user.id);
    const disclosed = async () => (await charged(db, user.id)).totp[0]?.disclosedSteps;
    await race(2, (index) => db.authenticators.discloseSteps(factor, [110 + index * 10]));
    expect(await disclosed()).to.have.members([110, 120]);
    await db.authenticators.acceptTotp({ factorId: factor, step: 110 }, event, start);
    expect(await disclosed()).to.deep.equal([120]);
  });

  it('is gone after its removal', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    await newTotp(db, user.id);
    await db.authenticators.removeFactors(user.id);
    expect((await db.people.byId(user.id, null))?.factors).to.deep.equal([]);
  });
});

describe('a recovery code', () => {
  it('is spent once, clears the failures and asks for a new factor from that moment', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    await newRecoveryCodes(db, user.id, 10);
    const [code, next] = (await charged(db, user.id)).recoveryCodes;
    const spend = (id = '', now = start) => db.authenticators.spendRecoveryCode(id, event, now);
    const won = await race(20, () => spend(code?.id));
    expect(won.filter(Boolean)).to.have.length(1);
    expect(await spend(next?.id, later(60))).to.equal(true);
    const person = await db.people.byId(user.id, null);
    expect(person?.recoveryCodesLeft).to.equal(8);
    expect(person?.user).to.deep.include({ secondFactorFailures: 0, replaceFactorSince: start });
  });

  it('of an older set is dead once there is a newer one', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    await newRecoveryCodes(db, user.id, 10);
    const [old] = (await charged(db, user.id)).recoveryCodes;
    await newRecoveryCodes(db, user.id, 3);
    expect(await db.authenticators.spendRecoveryCode(old?.id ?? '', event, start)).to.equal(false);
    expect((await charged(db, user.id)).recoveryCodes).to.have.length(3);
  });

  it('comes back with the hash that was stored, and one from before with its salt', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const [salt, hash] = [randomBytes(16), randomBytes(32)];
    await db.authenticators.replaceRecoveryCodes(user.id, [hash], start);
    const [keyed] = (await charged(db, user.id)).recoveryCodes;
    expect([keyed?.salt, keyed?.hash.equals(hash)]).to.deep.equal([null, true]);
    await db.sql('UPDATE recovery_codes SET salt = $2 WHERE user_id = $1', [user.id, salt]);
    const [older] = (await charged(db, user.id)).recoveryCodes;
    expect([older?.salt?.equals(salt), older?.hash.equals(hash)]).to.deep.equal([true, true]);
  });
});

describe('an enrolment', () => {
  it('counts for one of several that saw the same epoch, and ends what was before', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    await newRecoveryCodes(db, user.id, 1);
    const [code] = (await charged(db, user.id)).recoveryCodes;
    await db.authenticators.spendRecoveryCode(code?.id ?? '', event, start);
    await charged(db, user.id);
    const epochs = await race(10, () => db.authenticators.markEnrolled(user.id, 0));
    expect(epochs.filter((epoch) => epoch !== null)).to.deep.equal([1]);
    const cleared = { epoch: 1, secondFactorFailures: 0, replaceFactorSince: null };
    expect(await userNow(db, user.id)).to.include(cleared);
  });

  it('lifts no suspension by itself; what lifts one by rule lifts none by an admin', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const [byRule, byAdmin] = [await newOrganization(db), await newOrganization(db)];
    await newMember(db, byRule, user, { suspended: 'by_rule' });
    await newMember(db, byAdmin, user, { suspended: 'by_admin' });
    await db.authenticators.markEnrolled(user.id, 0);
    expect(await db.members.find(byRule.id, user.id)).to.have.property('suspended', 'by_rule');
    const reinstated = [byRule, byAdmin, byRule].map(({ id }) => db.members.reinstate(id, [user.id]));
    expect((await Promise.all(reinstated)).flat()).to.deep.equal([user.id]);
    expect(await db.members.find(byRule.id, user.id)).to.have.property('suspended', null);
    expect(await db.members.find(byAdmin.id, user.id)).to.have.property('suspended', 'by_admin');
  });
});

describe('security keys in the store', () => {
  const keyOf = (userId: string, id = randomUUID()) => ({
    ...{
      id,
      userId,
      nickname: 'key',
      confirmedAt: start,
      credentialId: Buffer.from(id).toString('base64url'),
    },
    ...{ publicKey: randomBytes(77), signCount: 0, transports: ['usb', 'nfc'], hardwareBound: true },
  });

  it('come back as they were stored', async () => {
    const db = await openTestStores();
    const { id: userId } = await newUser(db);
    const key = keyOf(userId);
    await db.authenticators.addKey(key);
    const { nickname: _, confirmedAt: __, userId: ___, ...stored } = key;
    expect(await db.authenticators.keysOf(userId)).to.deep.equal([stored]);
  });

  it('belong to one account', async () => {
    const db = await openTestStores();
    const [one, other] = [await newUser(db), await newUser(db)];
    const key = keyOf(one.id);
    await db.authenticators.addKey(key);
    const again = db.authenticators.addKey({ ...key, id: randomUUID(), userId: other.id });
    expect(await again.catch((error: { code?: string }) => error.code)).to.equal('key_not_accepted');
  });

  it('count upwards once, whoever comes first, and a key that does not count is always taken', async () => {
    const db = await openTestStores();
    const { id: userId } = await newUser(db);
    const [counting, silent] = [keyOf(userId), keyOf(userId)];
    for (const key of [counting, silent]) await db.authenticators.addKey(key);
    const accept = (id: string, count: number) =>
      db.authenticators.acceptKey({ factorId: id, signCount: count }, event, start);
    const raced = await race(20, () => accept(counting.id, 7));
    expect(raced.filter(Boolean)).to.have.length(1);
    expect(await accept(counting.id, 6)).to.equal(false);
    expect(await accept(counting.id, 0)).to.equal(false);
    expect(await accept(counting.id, 8)).to.equal(true);
    expect([await accept(silent.id, 0), await accept(silent.id, 0)]).to.deep.equal([true, true]);
    expect(await accept(randomUUID(), 1)).to.equal(false);
  });
});

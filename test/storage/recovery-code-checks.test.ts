import { expect } from 'chai';
import type { OpenDb } from '../../src/stores.ts';
import { event, later, newRecoveryCodes, newUser, openTestStores, race, start } from './support/samples.ts';

async function charge(db: OpenDb, userId: string, now = start) {
  const charged = await db.authenticators.chargeSecondFactor(userId, now);
  if (charged.result !== 'charged') throw new Error(charged.result);
  return { failures: charged.failures, id: charged.recoveryCodes[0]?.id ?? '' };
}

async function setUp() {
  const db = await openTestStores();
  const { id: userId } = await newUser(db);
  await newRecoveryCodes(db, userId, 3);
  const mark = (code: { id: string; failures: number }, now = start) =>
    db.authenticators.markRecoveryCodeAtHand(code, { ...event, userId }, now);
  const failing = async (): Promise<[number | undefined, Date | null | undefined]> => {
    const user = (await db.people.byId(userId, null))?.user;
    return [user?.secondFactorFailures, user?.secondFactorLockedUntil];
  };
  return { db, userId, mark, failing };
}

describe('a recovery code that is checked', () => {
  it('stays unused, says when, and is recorded once for each time', async () => {
    const { db, userId, mark } = await setUp();
    expect((await db.people.byId(userId, null))?.recoveryCodesAtHandAt).to.deep.equal(start);
    expect(await mark(await charge(db, userId), later(60))).to.equal(true);
    const person = await db.people.byId(userId, null);
    expect(person).to.deep.include({ recoveryCodesLeft: 3, recoveryCodesAtHandAt: later(60) });
    expect(person?.user.replaceFactorSince).to.equal(null);
    expect(await db.sql('SELECT 1 FROM audit_events WHERE user_id = $1', [userId])).to.have.length(1);
  });

  it('is at hand no more once it is used or replaced, and then gives nothing back', async () => {
    const { db, userId, mark, failing } = await setUp();
    const code = await charge(db, userId);
    await db.authenticators.spendRecoveryCode(code.id, event, later(1));
    const again = await charge(db, userId);
    expect(await mark({ ...again, id: code.id })).to.equal(false);
    await newRecoveryCodes(db, userId, 3);
    expect(await mark(again)).to.equal(false);
    expect(await failing()).to.deep.equal([1, null]);
  });

  it('takes back its own charge, and the lock that came with it', async () => {
    const { db, userId, mark, failing } = await setUp();
    for (let count = 0; count < 4; count += 1) await charge(db, userId);
    await mark(await charge(db, userId));
    expect(await failing()).to.deep.equal([4, null]);
    const fifth = await charge(db, userId);
    expect(fifth.failures).to.equal(5);
    expect(await failing()).to.deep.equal([5, later(30)]);
  });

  it('leaves the charges of others, and the lock that came with theirs', async () => {
    const { db, userId, mark, failing } = await setUp();
    const own = await charge(db, userId);
    for (let count = 0; count < 4; count += 1) await charge(db, userId);
    await mark(own);
    expect(await failing()).to.deep.equal([4, later(30)]);
  });

  it('takes nothing back that a success has cleared meanwhile', async () => {
    const { db, userId, mark, failing } = await setUp();
    for (let count = 0; count < 3; count += 1) await charge(db, userId);
    const own = await charge(db, userId);
    await db.accounts.clearSecondFactorFailures(userId);
    await charge(db, userId);
    expect(await mark(own)).to.equal(true);
    expect(await failing()).to.deep.equal([1, null]);
  });

  it('may be so many times at once', async () => {
    const { db, userId, mark, failing } = await setUp();
    const won = await race(4, async () => mark(await charge(db, userId)));
    expect(won).to.deep.equal([true, true, true, true]);
    const [failures] = await failing();
    expect(failures).to.be.within(0, 3);
  });
});

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { throttleAfter } from '../../src/limits/password-throttle.ts';
import { later, newUser, openTestStores, race, start } from './support/samples.ts';

describe('a limit within a window', () => {
  const limit = { most: 3, windowSeconds: 3600 };

  it('lets so many through from the first on, and says when the next may come', async () => {
    const db = await openTestStores();
    const key = randomBytes(32);
    const at = (seconds: number) => db.limits.chargeWithin(key, limit, later(seconds));
    for (const seconds of [0, 1800, 3599]) expect((await at(seconds)).result).to.equal('charged');
    expect(await at(3599)).to.deep.equal({ result: 'throttled', retryAfterSeconds: 1 });
    expect((await at(3600)).result, 'a new window').to.equal('charged');
    for (const seconds of [3601, 3602]) expect((await at(seconds)).result).to.equal('charged');
    expect(await at(3603)).to.deep.equal({ result: 'throttled', retryAfterSeconds: 3597 });
    expect((await at(3 * 3600)).result).to.equal('charged');
  });

  it('begins anew when the window has passed unused, however many there were', async () => {
    const db = await openTestStores();
    const key = randomBytes(32);
    const at = (seconds: number) => db.limits.chargeWithin(key, limit, later(seconds));
    for (const seconds of [0, 1, 3600, 3601, 3602]) expect((await at(seconds)).result).to.equal('charged');
    expect((await at(3603)).result).to.equal('throttled');
  });

  for (const most of [1, 5])
    it(`lets ${most} of 30 through that come at once`, async () => {
      const db = await openTestStores();
      const [key, other] = [randomBytes(32), randomBytes(32)];
      const results = await race(30, () => db.limits.chargeWithin(key, { ...limit, most }, start));
      expect(results.filter(({ result }) => result === 'charged')).to.have.length(most);
      expect((await db.limits.chargeWithin(other, { ...limit, most }, start)).result).to.equal('charged');
    });
});

describe('the throttle of passwords in SQL', () => {
  it('waits as long as the rule says, failure by failure', async () => {
    const db = await openTestStores();
    const key = randomBytes(32);
    let now = start;
    for (let failures = 1; failures <= 30; failures += 1) {
      expect((await db.limits.charge(key, now)).result, String(failures)).to.equal('charged');
      const until = throttleAfter(failures, now.getTime());
      if (until === null) continue;
      const early = await db.limits.charge(key, now);
      const seconds = (until - now.getTime()) / 1000;
      expect(early, String(failures)).to.deep.equal({ result: 'throttled', retryAfterSeconds: seconds });
      const last = await db.limits.charge(key, new Date(until - 1));
      expect(last, String(failures)).to.deep.equal({ result: 'throttled', retryAfterSeconds: 1 });
      now = new Date(until);
    }
  });

  it('lets only the free failures through when all come at once', async () => {
    const db = await openTestStores();
    const key = randomBytes(32);
    const results = await race(40, () => db.limits.charge(key, start));
    expect(results.filter(({ result }) => result === 'charged')).to.have.length(10);
  });

  it('answers the person with the charge, and nobody for an unknown or impossible address', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const charge = (email: string) =>
      db.accounts.chargePasswordAttempt({ key: randomBytes(32), email, deviceId: null }, start);
    expect(await charge(user.email)).to.have.nested.property('person.user.id', user.id);
    for (const email of ['nobody@example.com', 'nul\0@example.com', ''])
      expect(await charge(email)).to.deep.equal({ result: 'charged', person: null });
  });

  it('does not answer the person while it is closed', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const key = randomBytes(32);
    const attempt = { key, email: user.email, deviceId: null };
    const charge = () => db.accounts.chargePasswordAttempt(attempt, start);
    for (let failures = 1; failures <= 10; failures += 1) await charge();
    expect(await charge()).to.deep.equal({ result: 'throttled', retryAfterSeconds: 1 });
  });

  it('forgets after a success, and after a day without a failure', async () => {
    const db = await openTestStores();
    const key = randomBytes(32);
    const isFree = async (now: Date) => {
      const results = await race(11, () => db.limits.charge(key, now));
      return results.filter(({ result }) => result === 'charged').length === 10;
    };
    expect(await isFree(start)).to.equal(true);
    await db.limits.clear(key);
    expect(await isFree(start)).to.equal(true);
    expect(await isFree(later(3600))).to.equal(false);
    expect(await isFree(later(3600 + 24 * 3600 + 1))).to.equal(true);
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { throttleAfter } from '../../src/accounts/password-throttle.ts';
import { failuresBeforeStop, lockAfterFailures } from '../../src/authenticators/failure-limit.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { ensureSigningKeys, keySetAt, rotateSigningKeys } from '../../src/provider/keys.ts';
import { freshSignIn } from '../../src/sign-in/progress.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import { createProviderRecords } from '../../src/storage/provider-records.ts';
import { createSealer } from '../../src/storage/sealing.ts';
import type { Db } from '../../src/stores.ts';
import { testDatabase } from '../harness/database.ts';
import { testKey } from '../harness/server.ts';

const sealer = createSealer([testKey]);
const start = new Date('2026-12-01T00:00:00Z');
const event = { type: 'authenticator.challenge_passed', actor: { kind: 'system' } } as const;

async function open(): Promise<Db> {
  return openStores((await testDatabase()).dataSource, sealer, () => new Date());
}

async function newUser(db: Db): Promise<string> {
  const id = randomUUID();
  const none = {
    emailChangedAt: null,
    name: null,
    passwordHash: null,
    secondFactorLockedUntil: null,
    replaceFactorSince: null,
  };
  const user = {
    ...none,
    id,
    email: `${id}@example.com`,
    emailVerified: true,
    profile: {},
    passwordIsShort: false,
  };
  await db.accounts.create({ ...user, epoch: 0, secondFactorFailures: 0, createdAt: start });
  return id;
}

async function newTotp(db: Db, userId: string): Promise<string> {
  const id = randomUUID();
  const parameters = {
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    period: 30,
    digits: 6,
    algorithm: 'SHA1',
  } as const;
  await db.authenticators.addTotp({
    ...parameters,
    id,
    userId,
    nickname: 'app',
    lastStep: -1,
    confirmedAt: start,
  });
  return id;
}

function race<Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

describe('the throttle of passwords in SQL', () => {
  it('waits as long as the rule says, failure by failure', async () => {
    const db = await open();
    const key = randomBytes(32);
    let now = start;
    for (let failures = 1; failures <= 25; failures += 1) {
      expect((await db.accounts.charge(key, now)).result, String(failures)).to.equal('charged');
      const until = throttleAfter(failures, now.getTime());
      if (until === null) continue;
      const early = await db.accounts.charge(key, now);
      const seconds = (until - now.getTime()) / 1000;
      expect(early).to.deep.equal({ result: 'throttled', retryAfterSeconds: seconds });
      now = new Date(until);
    }
  });
});

describe('the limit of second-factor failures in SQL', () => {
  it('locks as long as the rule says and stops at the hard limit', async () => {
    const db = await open();
    const userId = await newUser(db);
    let now = start;
    for (let failures = 1; failures < failuresBeforeStop; failures += 1) {
      expect((await db.authenticators.chargeSecondFactor(userId, now)).result).to.equal('charged');
      const until = lockAfterFailures(failures, now.getTime());
      if (typeof until !== 'number') continue;
      const early = await db.authenticators.chargeSecondFactor(userId, now);
      expect(early).to.deep.equal({ result: 'locked', retryAfterSeconds: (until - now.getTime()) / 1000 });
      now = new Date(until);
    }
    expect((await db.authenticators.chargeSecondFactor(userId, now)).result).to.equal('charged');
    now = new Date(now.getTime() + 365 * 24 * 3_600_000);
    expect((await db.authenticators.chargeSecondFactor(userId, now)).result).to.equal('stopped');
  });
});

describe('a time step', () => {
  it('is accepted once, only upwards, and clears the failures', async () => {
    const db = await open();
    const userId = await newUser(db);
    const factor = await newTotp(db, userId);
    await db.authenticators.chargeSecondFactor(userId, start);
    const won = await race(20, () => db.authenticators.acceptTotp(factor, 100, event, start));
    expect(won.filter(Boolean)).to.have.length(1);
    expect(await db.authenticators.acceptTotp(factor, 99, event, start)).to.equal(false);
    expect(await db.authenticators.acceptTotp(factor, 101, event, start)).to.equal(true);
    expect((await db.people.byId(userId, null))?.user.secondFactorFailures).to.equal(0);
  });
});

describe('a recovery code', () => {
  it('is spent once', async () => {
    const db = await open();
    const userId = await newUser(db);
    await db.authenticators.replaceRecoveryCodes(userId, randomBytes(16), [randomBytes(32), randomBytes(32)]);
    const charge = await db.authenticators.chargeSecondFactor(userId, start);
    const [code] = charge.result === 'charged' ? charge.recoveryCodes : [];
    const won = await race(20, () => db.authenticators.spendRecoveryCode(code?.id ?? '', event, start));
    expect(won.filter(Boolean)).to.have.length(1);
    expect((await db.people.byId(userId, null))?.recoveryCodesLeft).to.equal(1);
  });
});

describe('records of the provider', () => {
  it('keep neither ids nor payloads readable, are consumed once and vanish as a family', async () => {
    const db = await open();
    const records = createProviderRecords(db.sql, sealer, () => new Date());
    const [id, grantId] = [randomUUID(), randomUUID()];
    await records.save('Grant', grantId, { jti: grantId }, 60);
    await records.save('RefreshToken', id, { jti: id, grantId, scope: 'marked-scope' }, 60);
    const rows = JSON.stringify(await db.sql('SELECT p::text FROM provider_records p'));
    for (const secret of [id, grantId, 'marked-scope']) expect(rows).not.to.contain(secret);
    const won = await race(20, () => records.consume('RefreshToken', id));
    expect(won.filter(Boolean)).to.have.length(1);
    expect(await records.find('RefreshToken', id)).to.have.property('consumed');
    await records.removeFamily('RefreshToken', id);
    expect(await records.find('RefreshToken', id)).to.equal(undefined);
    expect(await records.find('Grant', grantId)).to.equal(undefined);
  });

  it('are removed by the sweep when they have expired, and not before', async () => {
    const db = await open();
    const records = createProviderRecords(db.sql, sealer, () => new Date());
    const id = randomUUID();
    await records.save('Interaction', id, { jti: id }, 60);
    await sweep(db, new Date());
    expect(await records.find('Interaction', id)).not.to.equal(undefined);
    const [first, second] = await race(2, () => sweep(db, new Date(Date.now() + 61_000)));
    expect((first?.provider_records ?? 0) + (second?.provider_records ?? 0)).to.be.at.least(1);
    expect(await records.find('Interaction', id)).to.equal(undefined);
  });
});

describe('progress of a sign-in', () => {
  it('is written by one of several that saw the same version', async () => {
    const db = await open();
    const uid = randomUUID();
    await createProviderRecords(db.sql, sealer, () => new Date()).save('Interaction', uid, { jti: uid }, 60);
    const won = await race(10, () => db.signIns.saveProgress(uid, 0, freshSignIn));
    expect(won.filter(Boolean)).to.have.length(1);
    expect((await db.signIns.load(uid))?.version).to.equal(1);
  });
});

describe('signing keys', () => {
  it('are made once, published before they sign, and withdrawn a day after', async () => {
    const db = await open();
    await race(3, () => ensureSigningKeys(db, new Date()));
    const before = await db.signingKeys.all();
    expect(
      new Set(before.filter(({ retiresAt }) => retiresAt === null).map(({ algorithm }) => algorithm)),
    ).to.have.length(2);
    const now = new Date();
    const added = await rotateSigningKeys(db, { kind: 'operator' }, 'overlapping', now);
    const all = await db.signingKeys.all();
    const kids = (at: Date) => keySetAt(all, at).keys.map(({ kid }) => kid ?? '');
    const [fresh = ''] = added.map(({ kid }) => kid);
    expect(kids(now)).to.include(fresh);
    expect(kids(now)[0]).not.to.equal(fresh);
    const later = new Date(now.getTime() + 2 * 3_600_000);
    expect(added.map(({ kid }) => kid)).to.include(kids(later)[0]);
    expect(kids(later)).to.have.length(4);
    expect(kids(new Date(now.getTime() + 26 * 3_600_000))).to.have.length(2);
  });
});

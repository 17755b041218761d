import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Proofs } from '../../src/policy/facts.ts';
import type { OpenDb } from '../../src/stores.ts';
import {
  later,
  newRecoveryCodes,
  newTotp,
  newUser,
  openTestStores,
  sampleSession,
  start,
} from './support/samples.ts';

const at = start.getTime();

/** Somebody with two apps, a key and recovery codes of which one is used, and a session that proved all but one app. */
async function everythingProven() {
  const db = await openTestStores();
  const { id: userId } = await newUser(db);
  const [app, otherApp] = [await newTotp(db, userId), await newTotp(db, userId)];
  const keyId = randomUUID();
  const key = {
    credentialId: randomBytes(16).toString('base64url'),
    publicKey: randomBytes(77),
    signCount: 0,
  };
  const described = { nickname: 'key', transports: [], hardwareBound: true, confirmedAt: start };
  await db.authenticators.addKey({ id: keyId, userId, ...key, ...described });
  await newRecoveryCodes(db, userId, 3);
  const [code] = await db.sql<{ id: string }>('SELECT id FROM recovery_codes WHERE user_id = $1', [userId]);
  const recoveryCodeId = code?.id ?? '';
  const detail = { left: 9 };
  const event = {
    type: 'authenticator.recovery_code_used',
    actor: { kind: 'system' },
    userId,
    detail,
  } as const;
  await db.authenticators.spendRecoveryCode(recoveryCodeId, event, start);
  const proofs: Proofs = {
    passwordAt: at,
    totpAt: at,
    totpId: app,
    recoveryCodeAt: at,
    recoveryCodeId,
    webauthn: { at, authenticatorId: keyId, userVerified: false, hardwareBound: true },
  };
  const [uid, record] = [randomUUID(), { ...sampleSession, proofs }];
  const opened = { uid, userId, record, expiresAt: later(3600) };
  return { db, userId, uid, opened, app, otherApp, keyId, proofs };
}

function open(db: OpenDb, opened: Parameters<OpenDb['sessions']['open']>[0]) {
  return db.sessions.open(opened, { deviceId: null });
}

/** SHA-256 of the uid of somebody's only session. */
async function sessionHashOf(db: OpenDb, userId: string): Promise<Buffer> {
  const [row] = await db.sql<{ hash: Buffer }>(
    'SELECT uid_hash AS hash FROM session_records WHERE user_id = $1',
    [userId],
  );
  if (row === undefined) throw new Error('there is no session');
  return row.hash;
}

const without = (proofs: Proofs, ...names: readonly (keyof Proofs)[]) =>
  Object.fromEntries(Object.entries(proofs).filter(([name]) => !names.includes(name as keyof Proofs)));

describe('ruling 24: the proofs of a session, as stored', () => {
  it('are read while what they came from is there, by whichever way they are read', async () => {
    const { db, userId, uid, opened, proofs } = await everythingProven();
    expect((await open(db, opened))?.session?.proofs).to.deep.equal(proofs);
    expect((await db.people.byId(userId, uid))?.session?.proofs).to.deep.equal(proofs);
    const person = await db.people.bySessionHash(userId, await sessionHashOf(db, userId));
    expect(person?.session?.proofs).to.deep.equal(proofs);
  });

  for (const when of ['before', 'after'] as const)
    it(`are lost with their factor, removed ${when} the session is written, each alone`, async () => {
      const { db, userId, uid, opened, app, otherApp, keyId, proofs } = await everythingProven();
      const remove = async (id: string) => {
        if (when === 'after') await open(db, opened);
        await db.authenticators.remove(userId, id);
        const read = (await db.people.byId(userId, uid))?.session?.proofs;
        const written = (await open(db, opened))?.session?.proofs;
        if (when === 'after') expect(read).to.deep.equal(written);
        return written;
      };
      expect(await remove(otherApp), 'the app that was not proven').to.deep.equal(proofs);
      expect(await remove(app)).to.deep.equal(without(proofs, 'totpAt', 'totpId'));
      expect(await remove(keyId)).to.deep.equal(without(proofs, 'totpAt', 'totpId', 'webauthn'));
    });

  it('by a recovery code are lost with its set', async () => {
    const { db, userId, uid, opened, proofs } = await everythingProven();
    await open(db, opened);
    await newRecoveryCodes(db, userId, 10);
    const left = without(proofs, 'recoveryCodeAt', 'recoveryCodeId');
    expect((await db.people.byId(userId, uid))?.session?.proofs).to.deep.equal(left);
  });

  it('are all lost but the password when everything is reset', async () => {
    const { db, userId, uid, opened } = await everythingProven();
    await open(db, opened);
    await db.authenticators.removeAll(userId);
    expect((await db.people.byId(userId, uid))?.session?.proofs).to.deep.equal({ passwordAt: at });
  });

  it('do not come back when the session goes on with a new factor', async () => {
    const { db, userId, uid, opened, keyId, app } = await everythingProven();
    await open(db, opened);
    await db.authenticators.removeAll(userId);
    await db.accounts.endSessions(userId);
    const totpId = await newTotp(db, userId);
    const proofs = { totpAt: at + 5, totpId };
    const sessionHash = await sessionHashOf(db, userId);
    await db.sessions.keep({ sessionHash, userId, userEpoch: 1, proofs });
    const session = (await db.people.byId(userId, uid))?.session;
    expect(session?.proofs).to.deep.equal({ passwordAt: at, ...proofs });
    expect([app, keyId]).not.to.include(totpId);
  });

  for (const how of ['keep', 'carryOver'] as const)
    it(`go on without what a remembered device had spared (${how}), since the device is forgotten`, async () => {
      const { db, userId, uid, opened } = await everythingProven();
      await open(db, opened);
      await db.sessions.suppress(uid, { acme: later(3600).getTime() });
      await db.accounts.endSessions(userId);
      const sessionHash = await sessionHashOf(db, userId);
      await (how === 'carryOver'
        ? db.sessions.carryOver(uid, userId, 1)
        : db.sessions.keep({ sessionHash, userId, userEpoch: 1, proofs: {} }));
      expect((await db.people.byId(userId, uid))?.session).to.deep.include({ userEpoch: 1, suppressed: {} });
    });
});

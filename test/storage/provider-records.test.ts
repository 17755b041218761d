import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Payload, ProviderRecords } from '../../src/provider/records/provider-records.ts';
import { createSealer, hashId } from '../../src/storage/database/sealing.ts';
import { createProviderRecords } from '../../src/storage/provider-records.ts';
import { later, openTestStores, race, sealer, start } from './support/samples.ts';

async function recordsAt(clock: () => Date = () => start): Promise<ProviderRecords> {
  return createProviderRecords((await openTestStores()).sql, sealer, clock);
}

/** An artefact under a grant, saved with it. */
async function savedUnderGrant(records: ProviderRecords, model: string) {
  const [id, grantId] = [randomUUID(), randomUUID()];
  await records.save({ model: 'Grant', id: grantId, payload: { jti: grantId }, ttlSeconds: 60 });
  await records.save({ model, id, payload: { jti: id, grantId }, ttlSeconds: 60 });
  return { id, grantId };
}

describe('a record of the provider', () => {
  it('is found by id, uid and user code, of its own model only', async () => {
    const records = await recordsAt();
    const [id, uid, userCode] = [randomUUID(), randomUUID(), randomUUID()];
    const payload = { jti: id, uid, userCode, nested: { list: [1, null, 'ü'] } };
    await records.save({ model: 'DeviceCode', id, payload, ttlSeconds: 60 });
    expect(await records.find('DeviceCode', id)).to.deep.equal(payload);
    expect(await records.findByUid('DeviceCode', uid)).to.deep.equal(payload);
    expect(await records.findByUserCode('DeviceCode', userCode)).to.deep.equal(payload);
    expect(await records.find('AccessToken', id)).to.equal(undefined);
    expect(await records.findByUid('Session', uid)).to.equal(undefined);
    expect(await records.find('DeviceCode', uid)).to.equal(undefined);
  });

  it('leaves neither an id nor anything of its payload readable in the table', async () => {
    const db = await openTestStores();
    const records = createProviderRecords(db.sql, sealer, () => start);
    const secrets = Array.from({ length: 5 }, () => randomUUID());
    const [jti = '', grantId, uid, userCode, scope] = secrets;
    await records.save({
      model: 'DeviceCode',
      id: jti,
      payload: { jti, grantId, uid, userCode, scope },
      ttlSeconds: 60,
    });
    const [row] = await db.sql<{ all: string; payload: Buffer }>(
      "SELECT p::text AS all, payload FROM provider_records p WHERE id_hash = sha256(convert_to($1, 'UTF8'))",
      [jti],
    );
    const inHex = (text: string) => Buffer.from(text).toString('hex');
    for (const secret of secrets) {
      expect(row?.all).not.to.contain(secret);
      expect(row?.all).not.to.contain(inHex(secret));
      expect(row?.payload.includes(secret)).to.equal(false);
    }
  });

  it('is overwritten by a later save, and stays consumed', async () => {
    const records = await recordsAt();
    const id = randomUUID();
    await records.save({ model: 'AuthorizationCode', id, payload: { jti: id, scope: 'a' }, ttlSeconds: 60 });
    await records.consume('AuthorizationCode', id);
    await records.save({ model: 'AuthorizationCode', id, payload: { jti: id, scope: 'b' }, ttlSeconds: 60 });
    const { consumed, ...rest } = (await records.find('AuthorizationCode', id)) ?? {};
    expect(rest).to.deep.equal({ jti: id, scope: 'b' });
    // By the clock of the database, which is the real one.
    expect(consumed)
      .to.be.a('number')
      .and.not.equal(Math.floor(start.getTime() / 1000));
  });

  it('is consumed by one of twenty', async () => {
    const records = await recordsAt();
    const { id } = await savedUnderGrant(records, 'RefreshToken');
    const won = await race(20, () => records.consume('RefreshToken', id));
    expect(won.filter(Boolean)).to.have.length(1);
    expect(await records.consume('RefreshToken', randomUUID())).to.equal(false);
  });

  it('goes with its whole family when one of them was reused, and no other family does', async () => {
    const records = await recordsAt();
    const { id, grantId } = await savedUnderGrant(records, 'RefreshToken');
    const [accessToken, other] = [randomUUID(), await savedUnderGrant(records, 'RefreshToken')];
    await records.save({
      model: 'AccessToken',
      id: accessToken,
      payload: { jti: accessToken, grantId },
      ttlSeconds: 60,
    });
    await records.removeFamily('RefreshToken', id);
    expect(await records.find('RefreshToken', id)).to.equal(undefined);
    expect(await records.find('AccessToken', accessToken)).to.equal(undefined);
    expect(await records.find('Grant', grantId)).to.equal(undefined);
    expect(await records.find('RefreshToken', other.id)).to.have.property('jti', other.id);
    expect(await records.find('Grant', other.grantId)).to.have.property('jti', other.grantId);
  });

  it('without a grant is a family of nobody', async () => {
    const records = await recordsAt();
    const [alone, other] = [randomUUID(), randomUUID()];
    for (const id of [alone, other])
      await records.save({ model: 'AccessToken', id, payload: { jti: id }, ttlSeconds: 60 });
    await records.removeFamily('AccessToken', alone);
    expect(await records.find('AccessToken', other)).to.have.property('jti', other);
  });

  it('is removed by id, by uid and by grant, of its own model only', async () => {
    const records = await recordsAt();
    const [id, uid] = [randomUUID(), randomUUID()];
    await records.save({ model: 'Session', id, payload: { jti: id, uid }, ttlSeconds: 60 });
    await records.removeByUid('Interaction', uid);
    await records.remove('Grant', id);
    expect(await records.find('Session', id)).to.have.property('uid', uid);
    await records.removeByUid('Session', uid);
    expect(await records.find('Session', id)).to.equal(undefined);
    const token = await savedUnderGrant(records, 'AccessToken');
    await records.removeByGrants([{ model: 'RefreshToken', grantId: token.grantId }]);
    expect(await records.find('AccessToken', token.id)).to.have.property('jti');
    await records.removeByGrants([{ model: 'AccessToken', grantId: token.grantId }]);
    expect(await records.find('AccessToken', token.id)).to.equal(undefined);
  });

  it('sealed under a key that is gone, or copied from another row, counts as absent', async () => {
    const db = await openTestStores();
    const records = createProviderRecords(db.sql, sealer, () => start);
    const [stolen, own] = [randomUUID(), randomUUID()];
    for (const id of [stolen, own])
      await records.save({ model: 'Session', id, payload: { jti: id }, ttlSeconds: 60 });
    const elsewhere = createProviderRecords(db.sql, createSealer([Buffer.alloc(32, 9)]), () => start);
    expect(await elsewhere.find('Session', own)).to.equal(undefined);
    await db.sql(
      `UPDATE provider_records SET payload = (SELECT payload FROM provider_records
         WHERE id_hash = sha256(convert_to($2, 'UTF8'))) WHERE id_hash = sha256(convert_to($1, 'UTF8'))`,
      [own, stolen],
    );
    expect(await records.find('Session', own)).to.equal(undefined);
  });
});

describe('a record that may be saved once', () => {
  it('is saved by one of twenty', async () => {
    const records = await recordsAt();
    const id = randomUUID();
    const won = await race(20, () =>
      records.saveOnce({ model: 'ReplayDetection', id, payload: { jti: id }, ttlSeconds: 60 }),
    );
    expect(won.filter(Boolean)).to.have.length(1);
  });

  it('may be saved again once it has expired by the clock of the server', async () => {
    let now = start;
    const records = await recordsAt(() => now);
    const id = randomUUID();
    const save = () =>
      records.saveOnce({ model: 'ReplayDetection', id, payload: { jti: id }, ttlSeconds: 60 });
    expect(await save()).to.equal(true);
    now = later(59);
    expect(await save()).to.equal(false);
    now = later(60);
    expect(await save()).to.equal(true);
    expect(await save()).to.equal(false);
  });
});

describe('the successor of a used record', () => {
  const used = async (records: ProviderRecords, successor?: Payload) => {
    const id = randomUUID();
    await records.save({ model: 'RefreshToken', id, payload: { jti: id }, ttlSeconds: 60 });
    const change = { model: 'RefreshToken', id, payload: 'consumed' } as const;
    await records.write([successor === undefined ? change : { ...change, successor }]);
    return id;
  };

  it('is told to whoever has its id, for so long by the clock of the database', async () => {
    const { sql } = await openTestStores();
    const records = createProviderRecords(sql, sealer, () => start);
    const id = await used(records, { id: 'next' });
    expect(await records.successorOf('RefreshToken', id, 30)).to.deep.equal({ id: 'next' });
    expect(await records.successorOf('AccessToken', id, 30)).to.equal(undefined);
    await sql(
      "UPDATE provider_records SET consumed_at = consumed_at - interval '31 seconds' WHERE id_hash = $1",
      [hashId(id)],
    );
    expect(await records.successorOf('RefreshToken', id, 30)).to.equal(undefined);
    expect(await records.successorOf('RefreshToken', await used(records), 30)).to.equal(undefined);
  });

  it('opens neither with our keys without the id, nor with the id without our keys, nor in another row', async () => {
    const { sql } = await openTestStores();
    const records = createProviderRecords(sql, sealer, () => start);
    const [id, other] = [await used(records, { id: 'next' }), await used(records, { id: 'another' })];
    const [row] = await sql<{ successor: Buffer }>(
      'SELECT successor FROM provider_records WHERE id_hash = $1',
      [hashId(id)],
    );
    const place = `provider_records.successor:${hashId(id).toString('hex')}`;
    const inner = sealer.open(row?.successor ?? Buffer.alloc(0), place);
    expect(inner.includes('next')).to.equal(false);
    const elsewhere = createProviderRecords(sql, createSealer([Buffer.alloc(32, 9)]), () => start);
    expect(await elsewhere.successorOf('RefreshToken', id, 30)).to.equal(undefined);
    await sql('UPDATE provider_records SET successor = $2 WHERE id_hash = $1', [
      hashId(other),
      row?.successor,
    ]);
    expect(await records.successorOf('RefreshToken', other, 30)).to.equal(undefined);
  });
});

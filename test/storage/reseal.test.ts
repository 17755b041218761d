import { expect } from 'chai';
import { ensureSigningKeys } from '../../src/provider/keys/keys.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import { reseal } from '../../src/storage/reseal.ts';
import type { OpenDb } from '../../src/stores.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { newTotp, newUser, sampleClient, start } from './support/samples.ts';

const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

describe('a change of the sealing key', () => {
  let own: OwnDatabase;
  before(async () => {
    own = await freshDatabase();
  });
  after(() => own.dispose());

  const under = (...keys: Buffer[]): OpenDb =>
    openStores(own.database.dataSource, createSealer(keys), () => start);

  it('seals everything long-lived anew, so that the old key can go', async () => {
    const [before, during, afterwards] = [under(oldKey), under(newKey, oldKey), under(newKey)];
    const [user, client] = [await newUser(before), sampleClient()];
    await newTotp(before, user.id);
    await before.clients.save(client);
    await ensureSigningKeys(before, start);
    const recoveryCodeKey = await before.authenticators.recoveryCodeKey(start);
    expect(await afterwards.clients.find(client.clientId)).to.equal(null);

    expect(await reseal(during, createSealer([newKey, oldKey]))).to.deep.equal({
      resealed: 5,
      unreadable: [],
    });
    expect((await afterwards.clients.find(client.clientId))?.client).to.deep.equal(client);
    expect(await afterwards.signingKeys.all()).to.deep.equal(await during.signingKeys.all());
    const charge = await afterwards.authenticators.chargeSecondFactor(user.id, start);
    expect(charge).to.have.nested.property('totp[0].secret', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
    expect(await afterwards.authenticators.recoveryCodeKey(start)).to.deep.equal(recoveryCodeKey);
  });

  it('finds nothing to do the second time', async () => {
    const again = await reseal(under(newKey), createSealer([newKey, oldKey]));
    expect(again).to.deep.equal({ resealed: 0, unreadable: [] });
  });

  it('names what no key opens, leaves it alone and goes on', async () => {
    const db = under(oldKey);
    const user = await newUser(db);
    const factors = [
      await newTotp(db, user.id),
      await newTotp(db, user.id),
      await newTotp(db, user.id),
    ].sort();
    const [damaged] = factors;
    await db.sql(`UPDATE authenticators SET secret = '\\x01' WHERE id = $1`, [damaged]);
    expect(await reseal(db, createSealer([newKey, oldKey]))).to.deep.equal({
      resealed: 2,
      unreadable: [`authenticators.secret:${damaged}`],
    });
  });
});

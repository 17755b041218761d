import { expect } from 'chai';
import { ensureSigningKeys } from '../../src/provider/keys/keys.ts';
import { reseal } from '../../src/sealing/reseal.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
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

    expect(await reseal(during)).to.deep.equal({
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
    const again = await reseal(under(newKey, oldKey));
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
    expect(await reseal(under(newKey, oldKey))).to.deep.equal({
      resealed: 2,
      unreadable: [`authenticators.secret:${damaged}`],
    });
  });

  it('leaves no client out of a page for others, before it, whose key is gone', async () => {
    const [before, afterwards] = [under(oldKey), under(newKey)];
    for (const clientId of ['page-1', 'page-2', 'page-3', 'page-5'])
      await before.clients.save(sampleClient({ clientId }));
    for (const clientId of ['page-4', 'page-6', 'page-7'])
      await afterwards.clients.save(sampleClient({ clientId }));
    const page = async (after: string, limit: number) =>
      (await afterwards.clients.page(after, limit)).map(({ client }) => client.clientId);
    expect(await page('page-', 2)).to.deep.equal(['page-4', 'page-6']);
    expect(await page('page-', 3)).to.deep.equal(['page-4', 'page-6', 'page-7']);
    expect(await page('page-6', 2)).to.deep.equal(['page-7']);
  });
});

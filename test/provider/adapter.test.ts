import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Adapter, errors } from 'oidc-provider';
import { createAdapterFactory } from '../../src/provider/library/adapter.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { createProviderRecords } from '../../src/storage/provider-records.ts';
import { sharedServer, testKey } from '../harness/server.ts';
import { requestRecordsOver } from '../storage/support/request-records.ts';

/** The adapter of one model over the stored records. */
async function adapterOf(model: string): Promise<Adapter> {
  const { db, runtime } = (await sharedServer()).countersign;
  const records = createProviderRecords(db.sql, createSealer([testKey]), () => new Date());
  const factory = createAdapterFactory(requestRecordsOver(records), runtime.clients);
  return (factory as (name: string) => Adapter)(model);
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('the adapter of the provider', () => {
  it('takes the id of an assertion once, also where the library has not seen it before', async () => {
    const adapter = await adapterOf('ReplayDetection');
    const id = randomUUID();
    await adapter.upsert(id, { jti: id }, 60);
    const error = await thrownBy(adapter.upsert(id, { jti: id }, 60));
    expect(error).to.be.instanceOf(errors.InvalidClientAuth);
    expect(await thrownBy(adapter.upsert(randomUUID(), {}, 60))).to.equal(null);
  });

  for (const model of ['AuthorizationCode', 'RefreshToken', 'DeviceCode']) {
    it(`takes everything of the grant back when a ${model} is used a second time`, async () => {
      const adapters = { used: await adapterOf(model), token: await adapterOf('AccessToken') };
      const grants = await adapterOf('Grant');
      const [id, token, grantId, other] = Array.from({ length: 4 }, () => randomUUID());
      await grants.upsert(grantId as string, { jti: grantId }, 60);
      await grants.upsert(other as string, { jti: other }, 60);
      await adapters.used.upsert(id as string, { jti: id, grantId }, 60);
      await adapters.token.upsert(token as string, { jti: token, grantId }, 60);
      await adapters.used.consume(id as string);
      expect(await adapters.token.find(token as string)).to.include({ jti: token });
      expect(await thrownBy(Promise.resolve(adapters.used.consume(id as string)))).to.be.instanceOf(
        errors.InvalidGrant,
      );
      expect(await adapters.used.find(id as string)).to.equal(undefined);
      expect(await adapters.token.find(token as string)).to.equal(undefined);
      expect(await grants.find(grantId as string)).to.equal(undefined);
      expect(await grants.find(other as string)).to.include({ jti: other });
    });
  }
});

import { expect } from 'chai';
import { createSealer, SealBroken } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb } from '../../src/stores.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { later, race, start } from './support/samples.ts';

describe('the key of recovery codes', () => {
  let own: OwnDatabase;
  before(async () => {
    own = await freshDatabase();
  });
  after(() => own.dispose());

  const under = (fill: number): OpenDb =>
    openStores(own.database.dataSource, createSealer([Buffer.alloc(32, fill)]), () => start);

  it('is made once, whichever of many servers begins, and stays the same', async () => {
    const keys = await race(20, () => under(1).authenticators.recoveryCodeKey(start));
    expect(new Set(keys.map((key) => key.toString('hex')))).to.have.length(1);
    expect(keys[0]).to.have.length(32);
    expect(await under(1).authenticators.recoveryCodeKey(later(60))).to.deep.equal(keys[0]);
    expect(await under(1).sql('SELECT 1 FROM sealed_keys')).to.have.length(1);
  });

  it('is not made anew where the keys of the server do not open it', async () => {
    const { rejected } = await under(2)
      .authenticators.recoveryCodeKey(start)
      .then(
        () => ({ rejected: null }),
        (error: unknown) => ({ rejected: error }),
      );
    expect(rejected).to.be.instanceOf(SealBroken);
    expect(await under(1).sql('SELECT 1 FROM sealed_keys')).to.have.length(1);
  });
});

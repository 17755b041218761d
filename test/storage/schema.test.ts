import { expect } from 'chai';
import { migrate, migrationStatus } from '../../src/storage/database/migrate.ts';
import { testDatabase } from '../harness/database.ts';

describe('the schema', () => {
  it('is what the entities say: the migrations leave nothing to add or drop', async () => {
    const { dataSource } = await testDatabase();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).to.deep.equal([]);
  });

  it('is up to date after one migration, and a second one does nothing', async () => {
    const database = await testDatabase();
    expect(await migrate(database)).to.deep.equal([]);
    expect((await migrationStatus(database)).pending).to.deep.equal([]);
  });
});

import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DirectoryInUse, lockDirectory } from '../../src/storage/directory-lock.ts';
import { migrate, migrationStatus } from '../../src/storage/migrate.ts';
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

describe('the directory of the embedded database', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'countersign-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('belongs to one process at a time', async () => {
    const unlock = await lockDirectory(directory);
    const refused = await lockDirectory(directory).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(DirectoryInUse);
    await unlock();
    await (await lockDirectory(directory))();
  });

  it('is free again when its process was killed', async () => {
    const child = fork(new URL('lock-holder.ts', import.meta.url).pathname, [directory]);
    await new Promise((resolve) => child.once('message', resolve));
    expect(await lockDirectory(directory).catch((error: unknown) => error)).to.be.instanceOf(DirectoryInUse);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await (await lockDirectory(directory))();
  });
});

import { fork } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DirectoryInUse, lockDirectory } from '../../src/storage/database/directory-lock.ts';
import { migrate } from '../../src/storage/database/migrate.ts';
import { poolSql } from '../../src/storage/database/sql.ts';
import { closedAtLast } from '../harness/closing.ts';
import { openOptions, openTestDatabase } from '../harness/database.ts';

describe('the directory of the embedded database', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'countersign-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const lockResult = () => lockDirectory(directory).catch((error: unknown) => error);
  const open = () => openTestDatabase({ ...openOptions, databaseUrl: null, dataDirectory: directory });

  it('belongs to one process at a time', async () => {
    const unlock = await lockDirectory(directory);
    expect(await lockResult()).to.be.instanceOf(DirectoryInUse);
    await unlock();
    await (await lockDirectory(directory))();
  });

  it('is the same one under another name', async () => {
    const unlock = await lockDirectory(directory);
    const detour = lockDirectory(join(directory, '..', directory.split('/').at(-1) ?? ''));
    expect(await detour.catch((error: unknown) => error)).to.be.instanceOf(DirectoryInUse);
    await unlock();
  });

  it('is free again when its process was killed', async () => {
    const child = fork(join(import.meta.dirname, 'support/lock-holder.ts'), [directory]);
    const kill = closedAtLast(() => child.kill('SIGKILL'));
    await new Promise((resolve) => child.once('message', resolve));
    const whileAlive = await lockResult();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    kill();
    await ended;
    expect(whileAlive).to.be.instanceOf(DirectoryInUse);
    await (await lockDirectory(directory))();
  });

  it('refuses a second database before it touches a file, and keeps what was written', async () => {
    const first = await open();
    await migrate(first);
    const sql = poolSql(first.dataSource);
    await sql("UPDATE environments SET mfa = 'off' WHERE name = 'production'");
    const files = await readdir(directory);
    const second = await open().catch((error: unknown) => error);
    expect(second).to.be.instanceOf(DirectoryInUse);
    expect((second as DirectoryInUse).message).to.contain(directory);
    expect(await readdir(directory)).to.deep.equal(files);
    await first.close();
    const again = await open();
    const rows = await poolSql(again.dataSource)('SELECT name, mfa FROM environments');
    await again.close();
    expect(rows).to.deep.equal([{ name: 'production', mfa: 'off' }]);
  });

  it('is readable by its owner alone', async () => {
    const inside = join(directory, 'data');
    const database = await openTestDatabase({ ...openOptions, databaseUrl: null, dataDirectory: inside });
    await database.close();
    expect((await stat(inside)).mode & 0o777).to.equal(0o700);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inMemory, run } from './support/run.ts';

describe('ruling 34: countersign operator', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'countersign-'));
  });

  after(() => rm(directory, { recursive: true }));

  it('makes somebody an operator and takes it away again, and says when it was so already', async () => {
    const env = { ...inMemory, DATA_DIR: join(directory, 'data') };
    const file = join(directory, 'file.yaml');
    await writeFile(file, 'users: [{ email: ann@acme.example }]');
    expect((await run(env, 'apply', file)).code).to.equal(0);
    const said = async (...words: string[]) => {
      const { code, out } = await run(env, 'operator', ...words);
      return [code, ...out];
    };
    expect(await said('add', 'Ann@Acme.example')).to.deep.equal([0, 'ann@acme.example is an operator']);
    expect(await said('add', 'ann@acme.example')).to.deep.equal([
      0,
      'ann@acme.example is an operator already',
    ]);
    const removed = await run(env, 'operator', 'remove', 'ann@acme.example', '--json');
    expect(JSON.parse(removed.out.join(''))).to.deep.equal({
      email: 'ann@acme.example',
      operator: false,
      changed: true,
    });
    const { out } = await run(env, 'export', '--json');
    expect(JSON.parse(out.join('')).users).to.deep.equal([
      { email: 'ann@acme.example', email_verified: false },
    ]);
  }).timeout(120_000);

  it('refuses an address that nobody has (1), and a call that it does not understand (2)', async () => {
    const unknown = await run(inMemory, 'operator', 'add', 'nobody@acme.example');
    expect([unknown.code, ...unknown.problems]).to.deep.equal([
      1,
      'database: embedded, in memory',
      'nobody has an account with the address nobody@acme.example',
    ]);
    for (const words of [['add'], ['promote', 'ann@acme.example'], []])
      expect((await run(inMemory, 'operator', ...words)).code, words.join(' ')).to.equal(2);
  }).timeout(120_000);
});

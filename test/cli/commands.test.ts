import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readProjectFile } from '../house/support/source-files.ts';
import { inMemory, run } from './support/run.ts';

describe('the command line', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'countersign-'));
  });

  after(() => rm(directory, { recursive: true }));

  it('tells its version', async () => {
    const { version } = JSON.parse(readProjectFile('package.json'));
    expect(await run({}, '--version')).to.deep.equal({ code: 0, out: [version], problems: [] });
  });

  it('prints JSON for migrate status too', async () => {
    const { out } = await run(inMemory, 'migrate', 'status', '--json');
    expect(JSON.parse(out.join('\n'))).to.have.all.keys('applied', 'pending');
  }).timeout(60_000);

  it('says of a dry run what would be, not what was', async () => {
    const file = join(directory, 'file.yaml');
    await writeFile(file, 'environments: [{ name: production, mfa: off }, { name: staging }]');
    const { out, problems } = await run(inMemory, 'apply', file, '--dry-run');
    expect(out).to.deep.equal([
      'would update environment production',
      'would create environment staging',
      '0 unchanged',
    ]);
    expect(problems, 'the database, which is not the one of the demo').to.deep.equal([
      'database: embedded, in memory',
    ]);
  }).timeout(60_000);

  it('does due work at an instant of the years 1970 to 9999 alone', async () => {
    for (const now of ['2026-12-01', '0000-01-01T00:00:00Z']) {
      const { code, problems } = await run(inMemory, 'sweep', '--now', now);
      expect([code, problems.length], now).to.deep.equal([2, 1]);
      expect(problems[0], now).to.match(/--now .* must (?:be an instant|lie in the years)/);
    }
  }).timeout(60_000);

  it('looks at an installation that was never started without making anything of it', async () => {
    const DATA_DIR = join(directory, 'never-started');
    const { code, out } = await run({ DATA_DIR }, 'doctor');
    expect(code).to.equal(0);
    expect(out[0]).to.contain('not there yet');
    expect(existsSync(DATA_DIR)).to.equal(false);
  });
});

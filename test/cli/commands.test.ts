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

  it('applies what another provider answered at registration, and tells what counts for nothing', async () => {
    const file = join(directory, 'answer.json');
    const client = {
      ...{ client_id: 'crm', client_secret: 's', redirect_uris: ['https://app.example/cb'] },
      ...{ client_secret_expires_at: 0, backchannel_logout_uri: 'https://nowhere.invalid/logout' },
    };
    await writeFile(file, JSON.stringify({ clients: [client] }));
    const { code, out } = await run(inMemory, 'apply', file);
    expect([code, out]).to.deep.equal([
      0,
      [
        'note: clients[0].client_secret_expires_at is not known here and was left out',
        'note: clients[0].backchannel_logout_uri names nowhere.invalid, which does not resolve at present',
        'created client crm',
        '0 unchanged',
      ],
    ]);
  }).timeout(60_000);

  it('refuses a back channel that can never be reached, unless a setting names its network', async () => {
    const file = join(directory, 'intranet.yaml');
    const settings = join(directory, 'settings.yaml');
    await writeFile(
      file,
      'clients: [{ client_id: a, client_secret: s, redirect_uris: [https://a.example/], backchannel_logout_uri: https://10.20.0.5/out }]',
    );
    await writeFile(settings, 'privateNetworks: [10.20.0.0/16]');
    const refused = await run(inMemory, 'apply', file);
    expect([refused.code, refused.out]).to.deep.equal([1, []]);
    expect(refused.problems.at(-1)).to.match(
      /^ {2}clients\[0\]\.backchannel_logout_uri can never be reached: 10\.20\.0\.5/,
    );
    const applied = await run({ ...inMemory, COUNTERSIGN_CONFIG: settings }, 'apply', file);
    expect([applied.code, applied.out]).to.deep.equal([0, ['created client a', '0 unchanged']]);
  }).timeout(120_000);

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

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { migrate } from '../../src/storage/database/migrate.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb } from '../../src/stores.ts';
import { emptyPostgres, openOptions, openTestDatabase, postgresServer } from '../harness/database.ts';
import { testKey } from '../harness/server.ts';
import { longestCommandMs } from '../processes/support/server-process.ts';
import { newOrganization, sealer, start } from '../storage/support/samples.ts';
import { insertMany, recordEvents } from './support/events.ts';

const command = join(import.meta.dirname, '../../src/cli/countersign.ts');

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A database of its own that commands of other processes open as well, one after the other. */
describe('countersign activity', () => {
  let directory: string;
  let url: string | null = null;
  let drop: (() => Promise<void>) | undefined;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'countersign-activity-'));
    if (postgresServer !== undefined) ({ url, drop } = await emptyPostgres(postgresServer));
    await onDatabase(async (db) => {
      const [acme, globex] = [
        await newOrganization(db, { slug: 'acme' }),
        await newOrganization(db, { slug: 'globex' }),
      ];
      await insertMany(db, 450, [acme.id]);
      await recordEvents(db, 3, globex.id);
    });
  });
  after(async () => {
    await drop?.();
    await rm(directory, { recursive: true, force: true });
  });

  async function onDatabase(work: (db: OpenDb) => Promise<unknown>): Promise<void> {
    const database = await openTestDatabase({ ...openOptions, databaseUrl: url, dataDirectory: directory });
    try {
      await migrate(database);
      await work(openStores(database.dataSource, sealer, () => start));
    } finally {
      await database.close();
    }
  }

  function run(...words: string[]): Promise<Ending> {
    const env = {
      SECRET_KEYS: testKey.toString('base64'),
      ...(url === null ? { DATA_DIR: directory } : { DATABASE_URL: url }),
    };
    return new Promise((resolve) => {
      const options = { env, timeout: longestCommandMs };
      const child = execFile(
        process.execPath,
        [command, 'activity', ...words],
        options,
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  }

  it('D28: verifies the chains of all organizations, and prints their heads', async () => {
    const { code, stdout } = await run('verify');
    expect(code).to.equal(0);
    expect(stdout.trimEnd().split('\n')).to.have.length(2);
    expect(stdout).to.match(
      /^acme ok 450 events, head [0-9a-f]{64}\nglobex ok 3 events, head [0-9a-f]{64}\n$/,
    );
  });

  it('verifies one organization, also for machines', async () => {
    const { code, stdout } = await run('verify', '--organization', 'globex', '--json');
    expect(code).to.equal(0);
    const { organizations } = JSON.parse(stdout);
    expect(organizations).to.have.length(1);
    expect(organizations[0]).to.include({ organization: 'globex', ok: true, count: 3, dated_back: null });
  });

  it('D28: exports one organization as CSV, and nothing but that', async () => {
    const { code, stdout } = await run('export', '--organization', 'acme');
    expect(code).to.equal(0);
    const lines = stdout.split('\r\n');
    expect(lines[0]).to.match(/^id,at,type,/);
    expect(lines[1]).to.contain('organization.exported');
    expect(lines).to.have.length(1 + 451 + 1);
  });

  it('refuses an organization that is not there, and wants one to export', async () => {
    for (const word of ['verify', 'export']) {
      const { code, stderr, stdout } = await run(word, '--organization', 'nobody');
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr).to.contain('there is no organization nobody');
    }
    expect(await run('export')).to.include({ code: 2, stdout: '' });
  });

  it('D28: ends with 1 and names what is wrong, and where', async () => {
    await onDatabase((db) =>
      db.sql(
        `DELETE FROM audit_events WHERE chain_position = 2
           AND organization_id = (SELECT id FROM organizations WHERE slug = 'globex')`,
      ),
    );
    const { code, stdout, stderr } = await run('verify');
    expect(code).to.equal(1);
    expect(stdout).to.match(
      /^acme ok 450 events, 1 not chained yet.*\nglobex BROKEN an event is missing, position 2\n$/,
    );
    expect(stderr).to.contain('1 of 2 chains');
    const json = await run('verify', '--organization', 'globex', '--json');
    expect(json.code).to.equal(1);
    expect(JSON.parse(json.stdout)).to.deep.equal({
      organizations: [
        { organization: 'globex', ok: false, fault: { kind: 'missing', position: 2, event: null } },
      ],
    });
  });
});

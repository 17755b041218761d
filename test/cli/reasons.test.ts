import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Client } from 'pg';
import { reasonOf } from '../../src/cli/reasons.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createLogger } from '../../src/logging/logger.ts';
import { startServer } from '../../src/main.ts';
import { CannotStart } from '../../src/refusal/cannot-start.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { lockDirectory } from '../../src/storage/database/directory-lock.ts';
import { migrate } from '../../src/storage/database/migrate.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { closedAtLast } from '../harness/closing.ts';
import { emptyPostgres, openOptions, openTestDatabase } from '../harness/database.ts';
import { onPostgres } from '../harness/needs.ts';
import { testKey } from '../harness/server.ts';
import { freePorts } from '../processes/support/server-process.ts';
import { inMemory, run } from './support/run.ts';

describe('a command that cannot do its work', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'countersign-'));
  });

  after(() => rm(directory, { recursive: true }));

  it('says that SECRET_KEYS are not those of the data', () => {
    const sealed = createSealer([testKey]).seal('secret', 'a place');
    const open = () => createSealer([Buffer.alloc(32, 9)]).open(sealed, 'a place');
    try {
      open();
      expect.fail('it opened');
    } catch (error) {
      expect(reasonOf(error)).to.match(/^SECRET_KEYS: what this database holds .* \(no key opens a place\)$/);
    }
  });

  it('names a refusal by its code, and what it is about or why', () => {
    expect(reasonOf(new Refusal('last_owner', { list: ['acme'] }))).to.equal('refused: last_owner\n  acme');
    const away = new Refusal('storage_unavailable', { reason: 'the connection broke' });
    expect(reasonOf(away)).to.equal('refused: storage_unavailable\n  the connection broke');
  });

  it('keeps all that is known of a mistake of ours', () => {
    expect(reasonOf(new TypeError('no such thing'))).to.contain('at ');
  });

  it('does not write beside a running demo, and says what to type instead', async () => {
    const demo = join(directory, '.countersign/demo');
    await mkdir(demo, { recursive: true });
    await writeFile(join(directory, 'a file.yaml'), 'environments: [{ name: staging }]');
    const unlock = await lockDirectory(demo);
    try {
      const env = { npm_lifecycle_event: 'countersign' };
      const { code, out, problems } = await run(env, { cwd: directory }, 'apply', 'a file.yaml');
      expect([code, out]).to.deep.equal([1, []]);
      expect(problems).to.deep.equal([
        'the demo is running with a database of its own, in .countersign/demo; none was named, and nothing was changed',
        'stop the demo (Ctrl+C in its terminal), then:',
        "  DATA_DIR=.countersign/demo npm run countersign -- apply 'a file.yaml'",
        '  npm run demo',
        'for the other database, in .countersign:',
        "  DATA_DIR=.countersign npm run countersign -- apply 'a file.yaml'",
      ]);
    } finally {
      await unlock();
    }
  }).timeout(120_000);

  it('says how to go on while a server has the embedded database', async () => {
    const data = join(directory, 'data');
    await mkdir(data);
    const unlock = await lockDirectory(data);
    try {
      const { code, problems } = await run({ DATA_DIR: data }, 'keys', 'list');
      expect(code).to.equal(1);
      expect(problems.slice(1)).to.deep.equal([
        'stop it (Ctrl+C in its terminal), then:',
        `  DATA_DIR=${data} npx countersign keys list`,
        `  DATA_DIR=${data} npx countersign start`,
      ]);
    } finally {
      await unlock();
    }
  }).timeout(120_000);

  onPostgres((server) => {
    it('names the grants that the user of the database lacks, and so does doctor', async () => {
      const { url, drop } = await emptyPostgres(server);
      const user = `u${randomUUID().slice(0, 8)}`;
      const admin = new Client({ connectionString: url });
      await admin.connect();
      const end = closedAtLast(() => admin.end());
      try {
        const name = new URL(url).pathname.slice(1);
        await admin.query(`CREATE ROLE ${user} LOGIN PASSWORD 'x'`);
        await admin.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
        const limited = Object.assign(new URL(url), { username: user, password: 'x' }).href;
        const database = await openTestDatabase({ ...openOptions, databaseUrl: limited });
        const refused = await migrate(database).catch((error: unknown) => error);
        await database.close();
        expect(refused).to.be.instanceOf(CannotStart);
        expect(reasonOf(refused))
          .to.match(/^DATABASE_URL: its user may not create/)
          .and.contain(`GRANT CREATE ON DATABASE "${name}" TO …;`)
          .and.contain('GRANT USAGE, CREATE ON SCHEMA "public" TO …;');
        const { code, out } = await run({ DATABASE_URL: limited }, 'doctor');
        expect(code).to.equal(1);
        expect(out[1]).to.equal(`problem schema: ${reasonOf(refused)}`);
      } finally {
        await admin.query(`DROP ROLE IF EXISTS ${user}`);
        await end();
        await drop();
      }
    }).timeout(120_000);
  });
});

describe('an operator is told before the first sign-in', () => {
  it('by doctor, that the first start makes the keys', async () => {
    const data = join(tmpdir(), `never-${randomUUID()}`);
    const { code, out } = await run({ DATA_DIR: data }, 'doctor');
    expect(code).to.equal(0);
    expect(out[1]).to.equal(
      `ok      signing keys: none yet; the first start makes them, and the key that seals them in ${data}/secret-key`,
    );
  }).timeout(120_000);

  it('by the log, that no mail leaves a production without SMTP_URL', async () => {
    const [port = 0] = await freePorts(1);
    const env = { ...inMemory, NODE_ENV: 'production', PORT: String(port), HOST: 'localhost' };
    const loaded = loadConfig(env, () => '');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    const log: string[] = [];
    const logger = createLogger('info', { write: (line) => void log.push(line) });
    const server = await startServer(loaded.config, logger);
    await server.stop();
    expect(log.filter((line) => line.includes('SMTP_URL is not set'))).to.have.length(1);
  }).timeout(120_000);
});

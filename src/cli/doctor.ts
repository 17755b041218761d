import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { existingDevelopmentKey } from '../config/secret-keys.ts';
import { verifyMailServer } from '../mail/verify-mail-server.ts';
import { openConfiguredDatabase } from '../main.ts';
import { unknownPlanInWords, unknownPlans } from '../plans/unknown-plans.ts';
import { keySetAt } from '../provider/keys/keys.ts';
import type { Database } from '../storage/database/database.ts';
import { requireMayCreate } from '../storage/database/may-create.ts';
import { type MigrationStatus, migrationStatus } from '../storage/database/migrate.ts';
import { createSealer, SealBroken } from '../storage/database/sealing.ts';
import { poolSql } from '../storage/database/sql.ts';
import { openStores } from '../storage/open-stores.ts';
import { countByPlan } from '../storage/organizations/plan-counts.ts';
import { systemClock } from '../time/clock.ts';
import { print } from './output.ts';
import { reasonOf } from './reasons.ts';
import { CommandRefused, commandLogger, configured } from './session.ts';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** `countersign doctor`: looks at everything a start needs and changes nothing. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check configuration, database, keys and mail server')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const config = configured();
      const findings = [...(await databaseFindings(config)), await mailFinding(config)];
      const lines = findings.map(
        ({ check, ok, detail }) => `${ok ? 'ok     ' : 'problem'} ${check}: ${detail}`,
      );
      print({ findings }, lines, options);
      const problems = findings.filter(({ ok }) => !ok).length;
      if (problems > 0) throw new CommandRefused(`${problems} problem${problems === 1 ? '' : 's'} found`);
    });
}

async function databaseFindings(config: Config): Promise<Finding[]> {
  if (config.databaseUrl === null && !isEmbeddedThere(config)) {
    const detail = `embedded; for trying out only; not there yet, a start makes it in ${config.dataDir}`;
    return [{ check: 'database', ok: true, detail }, beforeFirstStart(config)];
  }
  const opened = await attempt('database', () => openConfiguredDatabase(config, commandLogger('silent')));
  if ('finding' in opened) return [opened.finding];
  const database = opened.value;
  try {
    const direct = await directFindings(database, config);
    const status = await migrationStatus(database);
    const schema = await schemaFinding(database, status);
    const kind = {
      check: 'database',
      ok: true,
      detail: database.embedded ? 'embedded; for trying out only' : 'PostgreSQL',
    };
    if (status.applied.length === 0) return [kind, ...direct, schema, beforeFirstStart(config)];
    if (status.pending.length > 0) return [kind, ...direct, schema];
    return [
      kind,
      ...direct,
      schema,
      await signingKeysFinding(database, config),
      await plansFinding(database, config),
    ];
  } finally {
    await database.close();
  }
}

/** The next migration needs it, which may be a year away. */
async function directFindings(
  database: Database,
  { databaseUrl, databaseDirectUrl, statementNames }: Config,
): Promise<Finding[]> {
  if (databaseUrl === null || (databaseDirectUrl === null && statementNames === 'on')) return [];
  const check = 'direct database';
  const opened = await attempt(check, async () => (await database.openDirect()).destroy());
  return 'finding' in opened ? [opened.finding] : [{ check, ok: true, detail: 'PostgreSQL itself' }];
}

async function schemaFinding(database: Database, { applied, pending }: MigrationStatus): Promise<Finding> {
  const check = 'schema';
  if (pending.length === 0) return { check, ok: true, detail: 'up to date' };
  const mayCreate = await attempt(
    check,
    async () => database.embedded || requireMayCreate(database.dataSource),
  );
  if ('finding' in mayCreate) return mayCreate.finding;
  const isEmpty = applied.length === 0;
  return { check, ok: isEmpty, detail: isEmpty ? emptyInWords : pendingInWords(pending) };
}

const emptyInWords = 'empty; the first start makes it, and so does `countersign migrate`';

/** A start does it too, unless somebody else is to have the right to. */
function pendingInWords(pending: readonly string[]): string {
  return `${pending.length} migrations are pending (${pending.join(', ')}); \`countersign migrate\` runs them, and so does a start`;
}

/** Nothing is stored yet that a key would have to open. */
function beforeFirstStart({ secretKeys, dataDir }: Config): Finding {
  const sealing =
    secretKeys === null ? `, and the key that seals them in ${join(dataDir, 'secret-key')}` : '';
  return { check: 'signing keys', ok: true, detail: `none yet; the first start makes them${sealing}` };
}

/** Opening would create it. */
function isEmbeddedThere({ dataDir }: Config): boolean {
  return dataDir !== 'memory' && existsSync(join(dataDir, 'database'));
}

async function signingKeysFinding({ dataSource }: Database, config: Config): Promise<Finding> {
  const check = 'signing keys';
  const [stored] = await poolSql(dataSource)<{ readonly isThere: boolean }>(
    'SELECT EXISTS (SELECT FROM signing_keys) AS "isThere"',
    [],
  );
  if (stored?.isThere !== true) return beforeFirstStart(config);
  const secretKeys = config.secretKeys ?? [await existingDevelopmentKey(config.dataDir)];
  const [first] = secretKeys;
  if (first == null) {
    return { check, ok: false, detail: `SECRET_KEYS is not set, and ${config.dataDir} holds no key` };
  }
  const sealer = createSealer(secretKeys.filter((key) => key !== null));
  const db = openStores(dataSource, sealer, systemClock);
  const keys = await attempt(check, async () => keySetAt(await db.signingKeys.all(), new Date()));
  return 'finding' in keys
    ? keys.finding
    : { check, ok: true, detail: `${keys.value.keys.length} published` };
}

async function plansFinding({ dataSource }: Database, { plans }: Config): Promise<Finding> {
  const check = 'plans';
  const counted = await attempt(check, () => countByPlan(poolSql(dataSource)));
  if ('finding' in counted) return counted.finding;
  const unknown = unknownPlans(counted.value, plans).map(unknownPlanInWords);
  return {
    check,
    ok: unknown.length === 0,
    detail: unknown.join('; ') || 'the configuration names all in use',
  };
}

async function mailFinding({ smtpUrl, production }: Config): Promise<Finding> {
  if (smtpUrl === null) {
    const detail = production
      ? 'SMTP_URL is not set: nobody can enrol by mailbox'
      : 'kept in the development mailbox';
    return { check: 'mail', ok: !production, detail };
  }
  const verified = await attempt('mail', () => verifyMailServer(smtpUrl));
  return 'finding' in verified ? verified.finding : { check: 'mail', ok: true, detail: 'the server answers' };
}

async function attempt<Value>(
  check: string,
  work: () => Promise<Value>,
): Promise<{ readonly value: Value } | { readonly finding: Finding }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { finding: { check, ok: false, detail: problemInWords(error) } };
  }
}

/** In one line, without the place in the code where it happened. */
function problemInWords(error: unknown): string {
  if (error instanceof SealBroken) return reasonOf(error);
  return error instanceof Error ? error.message : String(error);
}

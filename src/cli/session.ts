import { readFileSync } from 'node:fs';
import { postgresAt } from '../cannot-start.ts';
import { type Config, loadConfig, problemLines } from '../config/config.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import { openConfiguredDatabase, secretKeysOf } from '../main.ts';
import type { Database } from '../storage/database/database.ts';
import { migrate } from '../storage/database/migrate.ts';
import { createSealer, type Sealer } from '../storage/database/sealing.ts';
import { openStores } from '../storage/open-stores.ts';
import type { OpenDb } from '../stores.ts';
import { systemClock } from '../time/clock.ts';

/** A "no" with its reason in words; the command ends with exit code 1. */
export class CommandRefused extends Error {}

/** What a command that works on the database gets. */
export interface CommandSession {
  readonly config: Config;
  readonly db: OpenDb;
  readonly database: Database;
  readonly sealer: Sealer;
}

/** The configuration; @throws CommandRefused with every problem in it. */
export function configured(overrides: Readonly<Record<string, string>> = {}): Config {
  const result = loadConfig({ ...process.env, ...overrides }, (path) => readFileSync(path, 'utf8'));
  if (!result.ok) throw new CommandRefused(`the configuration is wrong:\n${problemLines(result.problems)}`);
  return result.config;
}

/** A logger for commands: standard output belongs to what the command says. */
export function commandLogger(level: string): Logger {
  return createLogger(level, { write: (line) => void process.stderr.write(line) });
}

/** Says which database a command works on: the demo has one of its own. Standard output belongs to the answer. */
export function nameDatabase({ databaseUrl, dataDir }: Config): void {
  process.stderr.write(
    `database: ${databaseUrl === null ? `embedded, in ${dataDir}` : postgresAt(databaseUrl)}\n`,
  );
}

/**
 * Opens the configured database, brings its schema up to date, runs the command and closes it again.
 * @throws DirectoryInUse when a running server has the embedded database.
 */
export async function withDatabase(work: (session: CommandSession) => Promise<void>): Promise<void> {
  const config = configured();
  const database = await openConfiguredDatabase(config, commandLogger('error'));
  try {
    nameDatabase(config);
    await migrate(database);
    const sealer = createSealer(await secretKeysOf(config));
    const db = openStores(database.dataSource, sealer, systemClock);
    await work({ config, db, database, sealer });
  } finally {
    await database.close();
  }
}

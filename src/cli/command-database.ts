import type { Config } from '../config/config.ts';
import { postgresAt } from '../config/database-address.ts';
import { openConfiguredDatabase, secretKeysOf } from '../main.ts';
import type { Database } from '../storage/database/database.ts';
import { DirectoryInUse } from '../storage/database/directory-lock.ts';
import { migrate } from '../storage/database/migrate.ts';
import { createSealer, type Sealer } from '../storage/database/sealing.ts';
import { openStores } from '../storage/open-stores.ts';
import type { OpenDb } from '../stores.ts';
import { systemClock } from '../time/clock.ts';
import { refuseBesideDemo, stopFirst } from './in-use.ts';
import { commandLogger, configured } from './session.ts';

/** What a command that works on the database gets. */
export interface CommandSession {
  readonly config: Config;
  readonly db: OpenDb;
  readonly database: Database;
  readonly sealer: Sealer;
}

/**
 * Opens the database that a command works on, and says on standard error which one that is.
 * @throws CommandRefused with the commands that help, while a server has the embedded database; CannotStart
 */
export async function openForCommand(config: Config): Promise<Database> {
  await refuseBesideDemo(config);
  const database = await openConfiguredDatabase(config, commandLogger('error')).catch((error) => {
    throw error instanceof DirectoryInUse ? stopFirst(config.dataDir) : error;
  });
  nameDatabase(config);
  return database;
}

/** Standard output belongs to the answer. */
function nameDatabase({ databaseUrl, dataDir }: Config): void {
  process.stderr.write(
    `database: ${databaseUrl === null ? `embedded, in ${dataDir}` : postgresAt(databaseUrl)}\n`,
  );
}

/**
 * Opens the configured database, brings its schema up to date, runs the command and closes it again.
 * @throws CommandRefused while a running server has the embedded database; SealBroken where the keys are not those of the data
 */
export async function withDatabase(work: (session: CommandSession) => Promise<void>): Promise<void> {
  const config = configured();
  const database = await openForCommand(config);
  try {
    await migrate(database);
    const sealer = createSealer(await secretKeysOf(config));
    const db = openStores(database.dataSource, sealer, systemClock);
    // With other keys nothing that is stored could be read, and what is written could not be read by the server.
    await db.signingKeys.all();
    await work({ config, db, database, sealer });
  } finally {
    await database.close();
  }
}

import { createPasswordHasher } from '../../../src/passwords/password-hashing.ts';
import { migrate } from '../../../src/storage/database/migrate.ts';
import { createSealer } from '../../../src/storage/database/sealing.ts';
import { openStores } from '../../../src/storage/open-stores.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { closedAtLast } from '../../harness/closing.ts';
import { emptyPostgres, openOptions, openTestDatabase } from '../../harness/database.ts';
import { testKey } from '../../harness/server.ts';
import { password } from '../../harness/world.ts';
import {
  freePorts,
  type ProcessSettings,
  type ServerProcess,
  startServerProcess,
} from '../../processes/support/server-process.ts';

/** Where a test waits at the most; on a machine with nothing else to do each takes a few seconds. */
export const busyMachineMs = 120_000;

/** A database of its own on PostgreSQL, with the connections of whoever looks into it. */
export interface FaultDatabase {
  readonly url: string;
  readonly db: OpenDb;
  close(): Promise<void>;
}

export async function openFaultDatabase(postgres: string): Promise<FaultDatabase> {
  const { url, drop } = await emptyPostgres(postgres);
  const database = await openTestDatabase({ ...openOptions, statementTimeoutMs: 120_000, databaseUrl: url });
  await migrate(database);
  const close = async () => {
    await database.close();
    await drop();
  };
  return { url, db: openStores(database.dataSource, createSealer([testKey]), systemClock), close };
}

/** Two servers of one issuer; the second one may be killed at any time, and another takes its place. */
export interface FaultWorld extends ProcessSettings {
  readonly db: OpenDb;
  /** The issuer's address is its own. */
  readonly steady: ServerProcess;
  /** An argon2id hash of everybody's password. */
  readonly passwordHash: string;
  /** The second server; waits until it has started. */
  fragile(): Promise<ServerProcess>;
  /** Resolves when it is dead; the next one is starting. */
  killFragile(): Promise<void>;
  close(): Promise<void>;
}

/** @param options.through where the servers reach the database, e.g. a proxy before it; default: directly */
export async function openFaultWorld(
  postgres: string,
  {
    through = (url) => url,
    environment = {},
  }: Pick<ProcessSettings, 'environment'> & { through?: (databaseUrl: string) => string } = {},
): Promise<FaultWorld> {
  const database = await openFaultDatabase(postgres);
  const [port = 0] = await freePorts(1);
  const issuer = `http://localhost:${port}`;
  const settings = { issuer, databaseUrl: through(database.url), environment };
  const [steady, passwordHash] = await Promise.all([
    startServerProcess(settings, port),
    createPasswordHasher().hash(password),
  ]);
  let fragile = startAnywhere(settings);
  return {
    ...settings,
    db: database.db,
    steady,
    passwordHash,
    fragile: () => fragile,
    async killFragile() {
      await (await fragile).kill();
      fragile = startAnywhere(settings);
    },
    close: closedAtLast(async () => {
      // At the end of a run the latest is closed first, even one that was only starting.
      const stopFragile = fragile.then(
        (server) => server.stop(),
        () => {},
      );
      await Promise.all([steady.stop(), stopFragile]);
      await database.close();
    }),
  };
}

/** One more server of the same issuer. */
export async function startAnywhere(settings: ProcessSettings): Promise<ServerProcess> {
  const [port = 0] = await freePorts(1);
  return startServerProcess(settings, port);
}

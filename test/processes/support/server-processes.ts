import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer } from '../../../src/storage/database/sealing.ts';
import { openStores } from '../../../src/storage/open-stores.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { closedAtLast } from '../../harness/closing.ts';
import { freshDatabase } from '../../harness/database.ts';
import { testKey } from '../../harness/server.ts';
import {
  freePorts,
  type ProcessSettings,
  runCommand,
  type ServerProcess,
  startServerProcess,
} from './server-process.ts';

/** Two servers of one issuer in processes of their own, which share nothing but database and keys. */
export interface ProcessPair extends ProcessSettings {
  /** The issuer's address is that of the first. */
  readonly servers: readonly [ServerProcess, ServerProcess];
  stop(): Promise<void>;
}

/** The pair that most tests use, with a connection of the tests to its database. */
export interface SharedProcesses extends ProcessPair {
  readonly db: OpenDb;
}

/** Starts both at the same time; where one does not come up, the other is stopped as well. */
export async function startPair(
  databaseUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProcessPair> {
  const [first = 0, second = 0] = await freePorts(2);
  const settings = { issuer: `http://localhost:${first}`, databaseUrl, environment };
  const starting = [startServerProcess(settings, first), startServerProcess(settings, second)] as const;
  const stop = async () => {
    const settled = await Promise.allSettled(starting);
    await Promise.all(settled.map((each) => (each.status === 'fulfilled' ? each.value.stop() : null)));
  };
  try {
    return { ...settings, servers: await Promise.all(starting), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One more server beside a pair. */
export async function startBeside({ issuer, databaseUrl }: ProcessSettings): Promise<ServerProcess> {
  const [port = 0] = await freePorts(1);
  return startServerProcess({ issuer, databaseUrl }, port);
}

let shared: Promise<SharedProcesses> | undefined;

/** Started once, since it takes seconds; each test brings people of its own. PostgreSQL only. */
export function sharedProcesses(): Promise<SharedProcesses> {
  shared ??= startShared();
  return shared;
}

async function startShared(): Promise<SharedProcesses> {
  const { database, url, dispose } = await freshDatabase();
  if (url === null) throw new Error('two processes need PostgreSQL');
  const db = openStores(database.dataSource, createSealer([testKey]), systemClock);
  const pair = await startPair(url).catch(async (error) => {
    await dispose();
    throw error;
  });
  const stop = closedAtLast(async () => {
    await pair.stop();
    await dispose();
  });
  return { ...pair, db, stop };
}

/** `countersign apply` of a seeding document, in a process of its own. */
export async function applyByCommand(settings: ProcessSettings, document: unknown): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-apply-'));
  try {
    const file = join(directory, 'seeding.json');
    await writeFile(file, JSON.stringify(document));
    await runCommand(settings, 'apply', file);
  } finally {
    await rm(directory, { recursive: true });
  }
}

import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { closedAtLast } from '../../harness/closing.ts';
import { postgresPrograms } from '../../harness/needs.ts';
import { freePorts } from '../../processes/support/server-process.ts';

/** A PostgreSQL of one test alone, whose disk may fill up and which may be stopped. */
export interface OwnCluster {
  /** As its superuser, e.g. `postgres://postgres@127.0.0.1:4711/postgres`. */
  readonly url: string;
  /** Whether it takes connections. */
  isUp(): Promise<boolean>;
  /** What a service manager does with one that has ended; nothing where it runs. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

/** As little on the disk as PostgreSQL can do with; what it has said was written, it has written. */
const small = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '32MB',
  min_wal_size: '8MB',
  max_wal_size: '32MB',
  max_connections: '60',
};

/** @param directory an empty one that everybody may write to */
export async function startOwnCluster(directory: string): Promise<OwnCluster> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error('there is no initdb');
  const data = join(directory, 'data');
  const [port = 0] = await freePorts(1);
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o777);
  const run = (program: string, ...words: string[]) => asPostgres(join(programs, program), words);
  const options = Object.entries({ ...small, port }).map(([name, value]) => `-c ${name}='${value}'`);
  const startWords = ['-D', data, '-w', '-l', '/dev/null', '-o', options.join(' '), 'start'];
  await run(
    'initdb',
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--wal-segsize=1',
  );
  await run('pg_ctl', ...startWords);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return {
    url,
    isUp: () => takesConnections(url),
    async startAgain() {
      const isRunning = await run('pg_ctl', '-D', data, 'status').then(
        () => true,
        () => false,
      );
      // Where the disk is full it cannot begin: the next try may.
      if (!isRunning) await Promise.allSettled([run('pg_ctl', ...startWords)]);
    },
    stop: closedAtLast(async () => {
      await Promise.allSettled([run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop')]);
    }),
  };
}

/** PostgreSQL refuses to run as root. */
async function asPostgres(program: string, words: readonly string[]): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const [command, ...before] = isRoot ? ['runuser', '-u', 'postgres', '--', program] : [program];
  // pg_ctl leaves a server behind that would keep a pipe open.
  await promisify(execFile)(command ?? program, [...before, ...words], { cwd: '/', timeout: 60_000 });
}

async function takesConnections(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2000 });
  const end = closedAtLast(() => Promise.allSettled([client.end()]));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await end();
  }
}

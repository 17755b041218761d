import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closedAtLast } from '../../harness/closing.ts';
import { until } from '../../harness/until.ts';
import { freePorts } from './server-process.ts';

/** pgbouncer in transaction mode on loopback, before one PostgreSQL. */
export interface Pooler {
  /** The same address as another one, through it. */
  through(databaseUrl: string): string;
  stop(): Promise<void>;
}

/** Fewer sessions than there are connections, so that the statements of one connection come to many of them. */
const sessions = 3;

/** @param program path of pgbouncer */
export async function startPooler(program: string, postgres: string): Promise<Pooler> {
  const { hostname, port: postgresPort, username, password } = new URL(postgres);
  const [port = 0] = await freePorts(1);
  const directory = await mkdtemp(join(tmpdir(), 'countersign-pgbouncer-'));
  const users = `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`;
  const settings = `[databases]
* = host=${hostname} port=${postgresPort || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${directory}/users
pool_mode = transaction
default_pool_size = ${sessions}
`;
  await writeFile(join(directory, 'users'), users);
  await writeFile(join(directory, 'pgbouncer.ini'), settings);
  // It refuses to be root, and reads its files as the user that it becomes.
  await chmod(directory, 0o755);
  const user = process.getuid?.() === 0 ? ['-u', unprivileged()] : [];
  const child = spawn(program, ['-q', ...user, join(directory, 'pgbouncer.ini')], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = closedAtLast(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(directory, { recursive: true });
  });
  await until('pgbouncer to answer', () => isListening(port), 10_000).catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    through: (databaseUrl) => Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port }).href,
    stop,
  };
}

function unprivileged(): string {
  try {
    execFileSync('id', ['postgres'], { stdio: 'ignore' });
    return 'postgres';
  } catch {
    return 'nobody';
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The embedded database is open in another process. */
export class DirectoryInUse extends Error {
  constructor(directory: string) {
    super(`the embedded database in ${directory} is in use by a running server; stop it first`);
    this.name = 'DirectoryInUse';
  }
}

/**
 * Takes the lock of a directory for this process: PGlite has none, and two processes would destroy each other's data.
 *
 * The lock is a listening socket named after the directory, because the kernel frees it when the process ends, however
 * it ends; a lock file would survive `kill -9`. On Linux the name is in the abstract namespace and leaves no file.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const name = createHash('sha256')
    .update(await realpath(directory))
    .digest('hex')
    .slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  await listen(server, socketPath(name), directory);
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** Whether another process has the lock of a directory; one that is not there is free. */
export async function isInUse(directory: string): Promise<boolean> {
  if (!existsSync(directory)) return false;
  try {
    const unlock = await lockDirectory(directory);
    await unlock();
    return false;
  } catch (error) {
    if (error instanceof DirectoryInUse) return true;
    throw error;
  }
}

function socketPath(name: string): string {
  if (process.platform === 'linux') return `\0countersign-${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\countersign-${name}`;
  return join(tmpdir(), `countersign-${name}.sock`);
}

function listen(server: Server, path: string, directory: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new DirectoryInUse(directory) : error),
    );
    server.listen(path, resolve);
  });
}

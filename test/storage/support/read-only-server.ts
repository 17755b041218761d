import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { closedAtLast } from '../../harness/closing.ts';

/** Stands before PostgreSQL as a host of its own. */
export interface Host {
  /** e.g. `127.0.0.1:4711`, as it stands in an address. */
  readonly address: string;
  /** What its new connections take from now on; with `no notice` they are accepted and hear nothing. */
  takes: 'writes' | 'reads only' | 'nothing' | 'no notice';
  /** How often somebody has connected. */
  readonly connections: number;
  /** Breaks all connections, as a server does that is killed. */
  breakAll(): void;
  close(): void;
}

/** A host whose sessions take writes or, as those of a standby, do not; which, its startup message says. */
export async function startHost(postgres: string, takes: Host['takes']): Promise<Host> {
  const { hostname, port } = new URL(postgres);
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    if (host.takes === 'nothing') {
      socket.resetAndDestroy();
      return;
    }
    open.add(socket);
    if (host.takes === 'no notice') return;
    const upstream = createConnection(Number(port || 5432), hostname);
    for (const end of [socket, upstream]) {
      open.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        open.delete(end);
        socket.destroy();
        upstream.destroy();
      });
    }
    socket.once('data', (startup) => {
      upstream.write(host.takes === 'writes' ? startup : readOnly(startup));
      socket.pipe(upstream).pipe(socket);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the host has no port');
  const breakAll = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  const close = closedAtLast(() => {
    server.close();
    breakAll();
  });
  const host = {
    address: `127.0.0.1:${address.port}`,
    takes,
    get connections() {
      return connections;
    },
    breakAll,
    close,
  };
  return host;
}

/** The startup message with one parameter more. @see PostgreSQL's documentation, Message Formats, StartupMessage */
function readOnly(startup: Buffer): Buffer {
  const more = Buffer.from('default_transaction_read_only\0on\0\0');
  const message = Buffer.concat([startup.subarray(0, -1), more]);
  message.writeInt32BE(message.length, 0);
  return message;
}

import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { closedAtLast } from '../../harness/closing.ts';
import { freePorts } from '../../processes/support/server-process.ts';

/** Stands between servers and PostgreSQL and can go away, as a database does that is restarted. */
export interface DatabaseProxy {
  /** The same address as another one, through this proxy. */
  through(databaseUrl: string): string;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  restore(): Promise<void>;
}

export async function startDatabaseProxy(postgres: string): Promise<DatabaseProxy> {
  const { hostname, port: postgresPort } = new URL(postgres);
  const [port = 0] = await freePorts(1);
  const open = new Set<Socket>();
  const listen = async () => {
    const server = createServer((socket) => {
      const upstream = createConnection(Number(postgresPort || 5432), hostname);
      socket.pipe(upstream).pipe(socket);
      for (const end of [socket, upstream]) {
        open.add(end);
        end.on('error', () => undefined);
        end.on('close', () => {
          open.delete(end);
          socket.destroy();
          upstream.destroy();
        });
      }
    });
    server.listen(port, 'localhost');
    await once(server, 'listening');
    return server;
  };
  let server: Server = await listen();
  closedAtLast(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return {
    through: (databaseUrl) => Object.assign(new URL(databaseUrl), { hostname: 'localhost', port }).href,
    async cut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.resetAndDestroy();
      await closed;
    },
    async restore() {
      server = await listen();
    },
  };
}

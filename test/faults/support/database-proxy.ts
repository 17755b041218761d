import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { closedAtLast } from '../../harness/closing.ts';
import { freePorts } from '../../processes/support/server-process.ts';

/** Stands between servers and PostgreSQL and can go away, as a database does that is restarted, or become slow. */
export interface DatabaseProxy {
  /** The same address as another one, through this proxy. */
  through(databaseUrl: string): string;
  /** From now on each round trip takes so many milliseconds longer, on every connection. */
  slowDown(roundTripMs: number): void;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  restore(): Promise<void>;
}

export async function startDatabaseProxy(postgres: string): Promise<DatabaseProxy> {
  const { hostname, port: postgresPort } = new URL(postgres);
  const [port = 0] = await freePorts(1);
  const open = new Set<Socket>();
  let roundTripMs = 0;
  const listen = async () => {
    // As the driver and PostgreSQL do: else whatever is longer than one segment waits 40 ms for an acknowledgement.
    const server = createServer({ noDelay: true }, (socket) => {
      const port = Number(postgresPort || 5432);
      const upstream = createConnection({ port, host: hostname, noDelay: true });
      upstream.pipe(socket);
      socket.on(
        'data',
        delayedTo(upstream, () => roundTripMs),
      );
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
    slowDown(milliseconds) {
      roundTripMs = milliseconds;
    },
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

/** Hands on each piece so many milliseconds after it has come, in the order in which they came. */
function delayedTo(target: Socket, delayMs: () => number): (piece: Buffer) => void {
  const waiting: Buffer[] = [];
  return (piece) => {
    waiting.push(piece);
    const next = () => {
      const first = waiting.shift();
      if (first !== undefined && target.writable) target.write(first);
    };
    const milliseconds = delayMs();
    if (milliseconds === 0 && waiting.length === 1) next();
    else setTimeout(next, milliseconds);
  };
}

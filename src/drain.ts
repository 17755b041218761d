import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** Ends a server without cutting off anybody. */
export interface Drain {
  /** Resolves when every connection is closed; what is still under way after `limitMs` is cut off. */
  start(limitMs: number): Promise<void>;
}

/** What is known of an open connection. */
interface Use {
  /** Answers that are owed. */
  owed: number;
  /** When it last began or ended an answer, or was made; milliseconds of `performance.now()`. */
  lastAt: number;
  /** Bytes that had arrived by then; more of them are a request that is arriving. */
  bytesRead: number;
}

/** Who keeps a connection sends the next request on one that was just used, rather than on one that has long been idle. */
const usualUnusedMs = 1000;

/** How often unused connections are looked for. */
const lookEveryMs = 50;

/**
 * Node closes idle connections at once, under the hands of a proxy that is sending its next request on one of them; and
 * one that is busy at that moment stays open for further requests. So a connection that was just used stays for one more
 * request, and each answer that goes out during the stop asks for its connection to be closed. Before the server listens.
 * @param unusedMs how long nobody has used a connection that is closed
 * @see RFC 9112 section 9.6
 */
export function prepareDrain(server: Server, unusedMs = usualUnusedMs): Drain {
  const uses = new Map<Socket, Use>();
  const open = new Set<ServerResponse>();
  let isDraining = false;
  server.on('connection', (socket: Socket) => {
    uses.set(socket, { owed: 0, lastAt: performance.now(), bytesRead: 0 });
    socket.once('close', () => uses.delete(socket));
  });
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    open.add(response);
    note(uses, socket, 1);
    response.once('close', () => {
      open.delete(response);
      note(uses, socket, -1);
    });
    if (isDraining) closeAfter(response);
  });
  return {
    async start(limitMs) {
      isDraining = true;
      for (const response of open) closeAfter(response);
      const closing = setInterval(() => closeUnused(uses, unusedMs), lookEveryMs);
      const limit = setTimeout(() => server.closeAllConnections(), limitMs);
      await stopListening(server);
      clearInterval(closing);
      clearTimeout(limit);
    },
  };
}

/** Not by the HTTP server's own `close`, which closes idle connections; resolves when the last connection has ended. */
function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve()));
}

function note(uses: ReadonlyMap<Socket, Use>, socket: Socket, more: 1 | -1): void {
  const use = uses.get(socket);
  if (use === undefined) return;
  use.owed += more;
  use.lastAt = performance.now();
  use.bytesRead = socket.bytesRead;
}

function closeUnused(uses: ReadonlyMap<Socket, Use>, unusedMs: number): void {
  for (const [socket, { owed, lastAt, bytesRead }] of uses) {
    const isUnused = owed === 0 && socket.bytesRead === bytesRead;
    if (isUnused && performance.now() - lastAt >= unusedMs) socket.destroy();
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

import type { Server, ServerResponse } from 'node:http';

/** Ends a server without cutting off anybody. */
export interface Drain {
  /** Resolves when every connection is closed; what is still under way after `limitMs` is cut off. */
  start(limitMs: number): Promise<void>;
}

/**
 * Node closes idle connections only once. One that is busy at that moment stays open for the next request, and a proxy
 * in front sends it; so each answer that goes out during the stop asks for its connection to be closed.
 * @see RFC 9112 section 9.6
 */
export function prepareDrain(server: Server): Drain {
  const open = new Set<ServerResponse>();
  let isDraining = false;
  server.prependListener('request', (_request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    if (isDraining) closeAfter(response);
  });
  return {
    start(limitMs) {
      isDraining = true;
      for (const response of open) closeAfter(response);
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), limitMs).unref();
      });
    },
  };
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

import { createConnection, createServer, type Server } from 'node:net';

export interface CountingProxy {
  readonly port: number;
  /** Statements since the last call, without BEGIN, COMMIT and session settings. */
  take(): number;
  close(): void;
}

/** What a driver sends for a transaction or a new connection; the figure leaves it out. */
const notCounted =
  /^\s*(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SET |SELECT set_config|SELECT version\(\)|SHOW )/i;

/** Sits between a server and PostgreSQL and counts statements in the frontend messages. @see PostgreSQL protocol 3.0 */
export async function startCountingProxy(target: URL): Promise<CountingProxy> {
  let count = 0;
  // As the driver and PostgreSQL do: else whatever is longer than one segment waits 40 ms for an acknowledgement.
  const server: Server = createServer({ noDelay: true }, (socket) => {
    const upstream = createConnection({
      port: Number(target.port || 5432),
      host: target.hostname,
      noDelay: true,
    });
    const prepared = new Map<string, string>();
    const read = messageReader((type, body) => {
      if (type === 'Q' && !notCounted.test(text(body, 0))) count += 1;
      // Parse: a statement's name (often none), then its text. Bind: a portal's name, then the statement's.
      if (type === 'P') prepared.set(text(body, 0), text(body, body.indexOf(0) + 1));
      if (type === 'B' && !notCounted.test(prepared.get(text(body, body.indexOf(0) + 1)) ?? '')) count += 1;
    });
    socket.on('data', read);
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on('error', () => end.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    take() {
      const taken = count;
      count = 0;
      return taken;
    },
    close: () => server.close(),
  };
}

/** Cuts a stream into messages: the first is a length and a version, all others a type byte and a length. */
function messageReader(onMessage: (type: string, body: Buffer) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  let isStarted = false;
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const header = isStarted ? 1 : 0;
      if (pending.length < header + 4) return;
      const length = pending.readUInt32BE(header);
      if (pending.length < header + length) return;
      if (isStarted) onMessage(String.fromCharCode(pending[0] ?? 0), pending.subarray(5, header + length));
      pending = pending.subarray(header + length);
      isStarted = true;
    }
  };
}

function text(body: Buffer, from: number): string {
  const end = body.indexOf(0, from);
  return body.toString('utf8', from, end === -1 ? body.length : end);
}

import type { Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { closedAtLast } from '../../harness/closing.ts';

/** What a test has to close at its end, in this order. */
export const closers: (() => Promise<unknown> | unknown)[] = [];

/** One mail as it came in. */
export interface Received {
  readonly recipients: readonly string[];
  readonly source: string;
}

/** A mail server of its own, that takes everything unless its options say otherwise. */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
        received.push({ recipients, source: Buffer.concat(chunks).toString() });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  const port = await listen(server.server);
  closers.push(closedAtLast(() => new Promise<void>((resolve) => server.close(() => resolve()))));
  return { url: `smtp://127.0.0.1:${port}`, received, connections: () => connections };
}

export async function listen(server: Server | SMTPServer['server']): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

import { connect } from 'node:net';
import { closedAtLast } from '../../harness/closing.ts';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

/** Sends bytes that no well-behaved client would, to the server of an origin; `connection: close` must be among them. */
export function sendRaw(origin: string, bytes: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    socket.once(
      'close',
      closedAtLast(() => socket.destroy()),
    );
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      received += text;
    });
    socket.on('end', () => resolve(answerOf(received)));
    socket.on('error', reject);
  });
}

/** A request with exactly these header lines. */
export function rawRequest(requestLine: string, headers: readonly string[], body = ''): string {
  const length = body === '' ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  return [`${requestLine} HTTP/1.1`, ...headers, ...length, 'connection: close', '', body].join('\r\n');
}

function answerOf(received: string): RawAnswer {
  const end = received.indexOf('\r\n\r\n');
  const head = end < 0 ? received : received.slice(0, end);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    head,
    body: end < 0 ? '' : received.slice(end + 4),
  };
}

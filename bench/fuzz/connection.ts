import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type RawAnswer, readAnswer } from './raw-answer.ts';
import type { FuzzedRequest } from './requests.ts';

/** How a request ended: with an answer, with none in time, or with the end of its connection. */
export type Ending = RawAnswer | { readonly none: 'time-out' | 'closed' };

/** A connection that is kept as long as the server lets it. */
export interface Connection {
  /** How many requests it has carried, and the last of them. */
  readonly carried: readonly number[];
  /** False once the server or an error has closed it: it takes no further request. */
  isOpen(): boolean;
  send(request: FuzzedRequest): Promise<Ending>;
  close(): void;
}

/** @param longestMs after which an answer does not come any more */
export async function openConnection(issuer: string, longestMs: number): Promise<Connection> {
  const { hostname, port, host } = new URL(issuer);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  socket.on('error', () => socket.destroy());
  const carried: number[] = [];
  let isKept = true;
  return {
    carried,
    isOpen: () => isKept && socket.writable && socket.readable,
    async send(request) {
      carried.push(request.number);
      const answering = readAnswer(socket, request.method, longestMs);
      const isSent = await write(socket, host, request, answering);
      const ending = await answering;
      isKept = isSent && !('none' in ending) && !/^close$/i.test(ending.headers.get('connection') ?? '');
      if (!isKept) socket.destroy();
      return ending;
    },
    close: () => void socket.destroy(),
  };
}

/** @returns false when the body was not sent, since the answer came first */
async function write(
  socket: Socket,
  host: string,
  request: FuzzedRequest,
  answering: Promise<unknown>,
): Promise<boolean> {
  const { body } = request;
  socket.write(headOf(request, host));
  if (body === null) return true;
  if (request.expectsContinue) {
    const answered = answering.then(() => false);
    if (
      !(await Promise.race([
        answered,
        once(socket, 'continue').then(
          () => true,
          () => false,
        ),
      ]))
    )
      return false;
  }
  socket.write(request.framing === 'length' ? body : chunked(body));
  return true;
}

/** The bytes before the body. */
export function headOf(
  { method, target, headers, body, framing, expectsContinue }: FuzzedRequest,
  host: string,
): string {
  const length = framing === 'chunked' ? 'transfer-encoding: chunked' : `content-length: ${body?.length}`;
  return [
    `${method} ${target} HTTP/1.1`,
    `host: ${host}`,
    ...headers.map(([name, value]) => `${name}: ${Buffer.from(value).toString('latin1')}`),
    ...(body === null ? [] : [length]),
    ...(expectsContinue ? ['expect: 100-continue'] : []),
    '',
    '',
  ].join('\r\n');
}

/** In two parts, so that there is more than one. @see RFC 9112 section 7.1 */
function chunked(body: Buffer): Buffer {
  const half = Math.ceil(body.length / 2);
  const parts = [body.subarray(0, half), body.subarray(half)].filter((part) => part.length > 0);
  const framed = parts.flatMap((part) => [
    Buffer.from(`${part.length.toString(16)}\r\n`),
    part,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...framed, Buffer.from('0\r\n\r\n')]);
}

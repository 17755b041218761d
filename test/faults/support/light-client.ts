import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { closedAtLast } from '../../harness/closing.ts';

/** As much of an answer as is read. */
export interface LightAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
}

/**
 * Posts forms on connections that it keeps. It parses almost nothing, since whoever offers a server on the same machine
 * ten times too much must leave it the processors.
 */
export interface LightClient {
  post(url: string, cookie: string, form: URLSearchParams): Promise<LightAnswer>;
  close(): void;
}

/** The server closes an idle connection after 5 s (node's keepAliveTimeout), at times just when it would be used again. */
const idleAtMostMs = 2000;

export function createLightClient(): LightClient {
  const idle: { readonly socket: Socket; readonly since: number }[] = [];
  const open = new Set<Socket>();
  const connectTo = async ({ hostname, port }: URL): Promise<Socket> => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      open.delete(socket);
      const index = idle.findIndex((each) => each.socket === socket);
      if (index !== -1) idle.splice(index, 1);
    });
    return socket;
  };
  /** The one that was used last, if that is not too long ago; then so are all others. */
  const fresh = (): Socket | undefined => {
    const latest = idle.pop();
    if (latest === undefined || performance.now() - latest.since < idleAtMostMs) return latest?.socket;
    latest.socket.destroy();
    for (const { socket } of idle.splice(0)) socket.destroy();
    return undefined;
  };
  return {
    async post(url, cookie, form) {
      const target = new URL(url);
      const socket = fresh() ?? (await connectTo(target));
      const answering = answerOn(socket);
      socket.write(requestOf(target, cookie, form.toString()));
      const answer = await answering;
      if (socket.writable) idle.push({ socket, since: performance.now() });
      return answer;
    },
    close: closedAtLast(() => {
      for (const socket of open) socket.destroy();
    }),
  };
}

function requestOf({ pathname, host }: URL, cookie: string, body: string): string {
  return [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    `cookie: ${cookie}`,
    'accept: text/html',
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

/** Reads one answer with a Content-Length; there are no others where forms are posted. */
function answerOn(socket: Socket): Promise<LightAnswer> {
  return new Promise((resolve, reject) => {
    let head = '';
    let missing = Number.POSITIVE_INFINITY;
    const finish = (end: () => void) => {
      socket.off('data', read).off('close', fail);
      end();
    };
    const fail = () => finish(() => reject(new Error('the connection was closed before the answer')));
    const read = (chunk: Buffer) => {
      if (missing === Number.POSITIVE_INFINITY) {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) return;
        missing = Number(headerOf(head, 'content-length') ?? Number.NaN) - (head.length - end - 4);
      } else missing -= chunk.length;
      if (!(missing <= 0) && !Number.isNaN(missing)) return;
      finish(() => resolve({ status: Number(head.slice(9, 12)), retryAfter: headerOf(head, 'retry-after') }));
    };
    socket.on('data', read).once('close', fail);
  });
}

function headerOf(head: string, name: string): string | null {
  return new RegExp(`\\r\\n${name}: ([^\\r]*)`, 'i').exec(head)?.[1] ?? null;
}

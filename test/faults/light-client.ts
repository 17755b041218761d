import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

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

export function createLightClient(): LightClient {
  const idle: Socket[] = [];
  const open = new Set<Socket>();
  const connectTo = async ({ hostname, port }: URL): Promise<Socket> => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      open.delete(socket);
      const index = idle.indexOf(socket);
      if (index !== -1) idle.splice(index, 1);
    });
    return socket;
  };
  return {
    async post(url, cookie, form) {
      const target = new URL(url);
      const socket = idle.pop() ?? (await connectTo(target));
      const answering = answerOn(socket);
      socket.write(requestOf(target, cookie, form.toString()));
      const answer = await answering;
      if (socket.writable) idle.push(socket);
      return answer;
    },
    close() {
      for (const socket of open) socket.destroy();
    },
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

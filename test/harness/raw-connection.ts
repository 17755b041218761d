import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How long an answer, or the end of a connection, is waited for. */
const patienceMs = 20_000;

/**
 * One connection, used again and again as a proxy does. `close` it in `finally`.
 * Bytes are written as given; answers are read in their order.
 */
export class RawConnection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #error: Error | null = null;
  #changed: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#changed();
    });
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#end());
    socket.on('error', (error) => {
      this.#error = error;
      this.#end();
    });
  }

  static open(origin: string): Promise<RawConnection> {
    const { hostname, port } = new URL(origin);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new RawConnection(socket)));
    });
  }

  /** What broke the connection; null for nothing. */
  get error(): Error | null {
    return this.#error;
  }

  /** Resolves when the bytes are handed over, or cannot be any more. */
  write(bytes: string | Uint8Array): Promise<void> {
    // Called with an error where the connection has broken, too.
    return new Promise((resolve) => void this.#socket.write(bytes, () => resolve()));
  }

  /**
   * The next answer, interim ones (1xx) left out; null when the connection ended before it.
   * @param part `head` for the answer to HEAD, whose length is that of a body which does not come
   */
  async answer(part: 'whole' | 'head' = 'whole'): Promise<WireAnswer | null> {
    for (;;) {
      const read = readAnswer(this.#received, part, this.#ended);
      if (read !== null) {
        this.#received = this.#received.subarray(read.length);
        if (read.answer.status >= 200) return read.answer;
      } else if (this.#ended) return null;
      else await this.#change('no answer came');
    }
  }

  /** Resolves when the other side has ended the connection. */
  async ended(): Promise<void> {
    while (!this.#ended) await this.#change('the connection stayed open');
  }

  close(): void {
    this.#socket.destroy();
  }

  #end(): void {
    this.#ended = true;
    this.#changed();
  }

  #change(otherwise: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(otherwise)), patienceMs);
      this.#changed = () => {
        clearTimeout(limit);
        resolve();
      };
    });
  }
}

/** Null while it is not complete. */
function readAnswer(
  bytes: Buffer,
  part: 'whole' | 'head',
  isLast: boolean,
): { readonly answer: WireAnswer; readonly length: number } | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1] ?? 0);
  const headers = Object.fromEntries(
    lines.map((each) => [
      each.slice(0, each.indexOf(':')).toLowerCase(),
      each.slice(each.indexOf(':') + 1).trim(),
    ]),
  );
  const length = part === 'head' ? 0 : lengthOf(bytes, { status, headers, from: end + 4, isLast });
  if (length === null || bytes.length < end + 4 + length) return null;
  return {
    answer: { status, headers, body: bytes.toString('utf8', end + 4, end + 4 + length) },
    length: end + 4 + length,
  };
}

function lengthOf(bytes: Buffer, { status, headers, from, isLast }: HeadRead): number | null {
  if (status < 200 || status === 204 || status === 304) return 0;
  if (headers['transfer-encoding'] === 'chunked') {
    const end = bytes.indexOf('0\r\n\r\n', from);
    return end < 0 ? null : end + 5 - from;
  }
  const declared = headers['content-length'];
  if (declared !== undefined) return Number(declared);
  return isLast ? bytes.length - from : null;
}

interface HeadRead extends Pick<WireAnswer, 'status' | 'headers'> {
  /** Where the body begins. */
  readonly from: number;
  /** The connection has ended, so that nothing more will come. */
  readonly isLast: boolean;
}

/** The head of a request and its body as one, for a connection that stays; without `content-length` unless it is given. */
export function wireRequest(
  line: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = '',
): Buffer {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${line} HTTP/1.1`, 'host: localhost', ...fields, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

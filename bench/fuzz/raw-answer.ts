import type { Socket } from 'node:net';

/** An answer as it came over the wire, its framing undone. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Reads one answer; interim ones are told to the socket (`continue`). Resolves with `none` where nothing complete comes.
 * @see RFC 9112 section 6.3
 */
export function readAnswer(
  socket: Socket,
  method: string,
  longestMs: number,
): Promise<RawAnswer | { readonly none: 'time-out' | 'closed' }> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    const finish = (ending: Awaited<ReturnType<typeof readAnswer>>) => {
      clearTimeout(timer);
      socket.off('data', read).off('close', end);
      resolve(ending);
    };
    const end = () => finish(answerIn(received, method, 'ended') ?? { none: 'closed' });
    const read = (part: Buffer) => {
      received = withoutInterim(Buffer.concat([received, part]), () => socket.emit('continue'));
      const answer = answerIn(received, method, 'open');
      if (answer !== null) finish(answer);
    };
    const timer = setTimeout(() => finish({ none: 'time-out' }), longestMs);
    socket.on('data', read).once('close', end);
    if (socket.destroyed) end();
  });
}

function withoutInterim(received: Buffer, onInterim: () => void): Buffer {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0 || !/^HTTP\/1\.1 1\d\d/.test(received.subarray(0, 12).toString('latin1'))) return received;
  onInterim();
  return received.subarray(end + 4);
}

/** Null as long as it is not complete. */
function answerIn(received: Buffer, method: string, state: 'open' | 'ended'): RawAnswer | null {
  const end = received.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = received.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 ([2-5]\d\d) /.exec(`${statusLine} `)?.[1] ?? 0);
  if (status === 0) return null;
  const headers = new Map(lines.map(pairOf));
  const rest = received.subarray(end + 4);
  const body = bodyIn(rest, { method, status, headers, state });
  return body === null ? null : { status, headers, body: body.toString() };
}

function pairOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function bodyIn(
  rest: Buffer,
  answer: {
    readonly method: string;
    readonly status: number;
    readonly headers: ReadonlyMap<string, string>;
    readonly state: 'open' | 'ended';
  },
): Buffer | null {
  const { method, status, headers, state } = answer;
  if (method === 'HEAD' || status === 204 || status === 304) return Buffer.alloc(0);
  if (headers.get('transfer-encoding') === 'chunked') return unchunked(rest);
  const length = headers.get('content-length');
  if (length !== undefined) return rest.length >= Number(length) ? rest.subarray(0, Number(length)) : null;
  return state === 'ended' ? rest : null;
}

function unchunked(rest: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = rest.indexOf('\r\n', at);
    if (end < 0) return null;
    const size = Number.parseInt(rest.subarray(at, end).toString('latin1'), 16);
    if (rest.length < end + 2 + size + 2) return null;
    if (size === 0) return Buffer.concat(parts);
    parts.push(rest.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

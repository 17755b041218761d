import { fstatSync, write, writeSync } from 'node:fs';

/** Where the lines of a log go. */
export interface Output {
  /** Never blocks and never throws: what cannot be kept is dropped, and counted. */
  write(line: string): void;
  /** Writes what is still to be written, at the end of the process: for half a second at the most, and nothing after it. */
  flush(): void;
}

/**
 * Most bytes handed to the system at once, but for a longer line: several workers may share one standard output, and what is
 * longer than a pipe takes as one piece (PIPE_BUF) could be cut in two by the line of another.
 */
const pieceBytes = 4096;

/** Between two tries of what was not taken: a full disk, a pipe that nobody reads. */
const retryMs = 200;

const longestFlushMs = 500;

/**
 * Writes lines to an open file, pipe or terminal, one piece at a time and in order. While they are not taken it keeps
 * `limitBytes` of them, drops what comes then, and says how many that were once it can write again: a full disk or a pipe
 * that nobody reads holds up neither requests nor the end of the process.
 */
export function createOutput(fd: number, limitBytes: number): Output {
  const held: string[] = [];
  let [heldBytes, dropped, state]: [number, number, 'idle' | 'writing' | 'waiting' | 'over'] = [0, 0, 'idle'];
  let piece = Buffer.alloc(0);
  const take = () => {
    if (piece.length > 0) return;
    let [count, bytes] = [0, 0];
    for (const line of held) {
      const more = Buffer.byteLength(line);
      if (count > 0 && bytes + more > pieceBytes) break;
      [count, bytes] = [count + 1, bytes + more];
    }
    const lines = held.splice(0, count);
    heldBytes -= bytes;
    if (held.length === 0 && dropped > 0) lines.push(lineAbout(dropped));
    if (held.length === 0) dropped = 0;
    piece = Buffer.from(lines.join(''));
  };
  const next = () => {
    if (state === 'over') return;
    take();
    state = piece.length === 0 ? 'idle' : 'writing';
    if (state === 'writing') write(fd, piece, written);
  };
  const written = (error: unknown, bytes: number) => {
    if (error == null) {
      piece = piece.subarray(bytes);
      next();
    } else if (state !== 'over') {
      state = 'waiting';
      setTimeout(next, retryMs).unref();
    }
  };
  return {
    write(line) {
      const bytes = Buffer.byteLength(line);
      if (heldBytes + bytes > limitBytes) {
        dropped += 1;
        return;
      }
      held.push(line);
      heldBytes += bytes;
      if (state === 'idle') next();
    },
    flush() {
      // It is on its way already.
      if (state === 'writing') piece = Buffer.alloc(0);
      state = 'over';
      const endsAt = performance.now() + longestFlushMs;
      for (take(); piece.length > 0 && performance.now() < endsAt; take()) {
        const bytes = writeNow(fd, piece);
        if (bytes === null) return;
        piece = piece.subarray(bytes);
      }
    },
  };
}

/** Standard output, whose rest is written when the process ends. */
export function standardOutput(limitBytes: number): Output {
  const standard = fstatSync(1);
  // Node makes a pipe or socket one that does not wait when it opens it: a thread that waits in it for ever would keep
  // the process from ending.
  if (standard.isFIFO() || standard.isSocket()) void process.stdout;
  const output = createOutput(1, limitBytes);
  process.once('exit', output.flush);
  return output;
}

/** @returns bytes that were taken, 0 for none just now, null where there is no hope */
function writeNow(fd: number, piece: Buffer): number | null {
  try {
    return writeSync(fd, piece);
  } catch (error) {
    if (Object(error).code !== 'EAGAIN') return null;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    return 0;
  }
}

function lineAbout(dropped: number): string {
  const time = new Date().toISOString();
  const msg = 'lines were dropped while the log could not be written';
  return `${JSON.stringify({ level: 'warn', time, service: 'countersign', lines: dropped, msg })}\n`;
}

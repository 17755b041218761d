import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createOutput } from '../../src/logging/output.ts';
import { closedAtLast } from '../harness/closing.ts';
import { until } from '../harness/until.ts';

/** A pipe of which nothing is read until it is asked for. */
function openPipe() {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-log-'));
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(1024 * 1024);
  let text = '';
  const read = () => {
    try {
      text += buffer.toString('utf8', 0, readSync(fd, buffer));
    } catch {
      // Nothing is in it just now.
    }
    return text;
  };
  const close = closedAtLast(() => {
    closeSync(fd);
    rmSync(directory, { recursive: true });
  });
  return { fd, read, close };
}

const lineOf = (n: number) => `${JSON.stringify({ n, filling: 'é'.repeat(400) })}\n`;

describe('the log, where it is written', () => {
  it('keeps what a pipe does not take, drops what is too much, and says how much that was', async () => {
    const pipe = openPipe();
    const output = createOutput(pipe.fd, 200_000);
    for (let n = 0; n < 1000; n += 1) output.write(lineOf(n));
    const text = await until('the pipe to be emptied', () => {
      const all = pipe.read();
      return all.includes('dropped') && all.endsWith('\n') && all;
    });
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const kept = lines.slice(0, -1);
    expect(kept.map(({ n }) => n)).to.deep.equal(kept.map((_, index) => index));
    expect(kept.length).to.be.within(200, 999);
    expect(lines.at(-1)).to.include({ level: 'warn', lines: 1000 - kept.length });
    output.write(lineOf(1000));
    await until('the log to go on', () => pipe.read().endsWith(lineOf(1000)));
    pipe.close();
  });

  it('gives up at the end of the process what a full disk does not take', () => {
    const full = openSync('/dev/full', 'w');
    const output = createOutput(full, 1000);
    output.write('a line\n');
    const startedAt = performance.now();
    output.flush();
    expect(performance.now() - startedAt).to.be.below(400);
    closeSync(full);
  });

  it('does not keep a process alive, nor from ending, that writes to a pipe nobody reads', async () => {
    const logger = new URL('../../src/logging/logger.ts', import.meta.url).href;
    const program = `import { createLogger } from '${logger}';
      const logger = createLogger('info');
      for (let n = 0; n < 3000; n += 1) logger.info({ filling: 'x'.repeat(500) }, 'line');
      setTimeout(() => process.exit(3), 300);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    closedAtLast(() => child.kill('SIGKILL'));
    expect(await once(child, 'exit')).to.deep.equal([3, null]);
  }).timeout(20_000);
});

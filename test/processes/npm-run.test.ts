import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { closedAtLast } from '../harness/closing.ts';
import { until } from '../harness/until.ts';
import { readProjectFile } from '../house/support/source-files.ts';
import { freePorts } from './support/server-process.ts';

const project = join(import.meta.dirname, '../..');

describe('a script of npm', () => {
  const { scripts } = JSON.parse(readProjectFile('package.json'));
  for (const name of ['start', 'demo', 'countersign']) {
    it(`hands its process over to node, which gets the signals then: ${name}`, () => {
      expect(scripts[name]).to.match(/^exec node src\//);
    });
  }

  // What npm does before each of them: the compiler is given the time that it takes on a busy machine.
  before(async function () {
    this.timeout(300_000);
    await promisify(execFile)('npm', ['run', '--silent', 'fresh'], { cwd: project });
  });

  it('that is told to end leaves no server behind', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'countersign-'));
    // The demo application listens 1000 above PORT, and seconds before the provider has its database.
    const [applicationPort = 0] = await freePorts(1);
    const npm = spawn('npm', ['run', '--silent', 'demo'], {
      cwd: project,
      env: { PATH: process.env.PATH, HOME: dataDir, DATA_DIR: dataDir, PORT: String(applicationPort - 1000) },
      stdio: 'ignore',
      // A group of its own, so that nothing survives this test even where the signal is lost.
      detached: true,
    });
    const exited = once(npm, 'exit');
    const end = closedAtLast(() => endGroup(npm));
    try {
      await until('the demo to start', async () => npm.exitCode !== null || (await isHeard(applicationPort)));
      npm.kill('SIGTERM');
      await exited;
      expect(await isHeard(applicationPort)).to.equal(false);
    } finally {
      end();
      await rm(dataDir, { recursive: true });
    }
  });
});

function isHeard(port: number): Promise<boolean> {
  return fetch(`http://localhost:${port}/style.css`).then(
    () => true,
    () => false,
  );
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left: that is what the test wants.
  }
}

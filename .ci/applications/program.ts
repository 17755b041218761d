import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { closedAtLast } from '../../test/harness/closing.ts';
import { until } from '../../test/harness/until.ts';

/** What a recipe is run with: its files by their names, and the command that starts it. */
export interface Program {
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly [string, ...string[]];
}

export interface Place {
  readonly port: number;
  /** Of the files; removed at the end. */
  readonly folder: string;
}

export interface RunningProgram {
  /** All that it has printed, for a failure. */
  printed(): string;
  stop(): Promise<void>;
}

/** Starts what somebody wrote after a recipe, and waits until it listens. @throws with what it printed if it ends before */
export async function start({ files, command }: Program, { port, folder }: Place): Promise<RunningProgram> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const [file, ...words] = command;
  const child = spawn(file, words, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = printedBy(child);
  const ended = once(child, 'close');
  const stop = closedAtLast(async () => {
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  const listening = async () => {
    if (child.exitCode !== null) throw new Error(`${command.join(' ')} has ended:\n${printed()}`);
    return isListening(port);
  };
  try {
    await until(`${command.join(' ')} to listen`, listening);
  } catch (problem) {
    await stop();
    throw problem;
  }
  return { printed, stop };
}

function printedBy(child: ChildProcess): () => string {
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  return () => printed;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, 'localhost');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { closedAtLast } from '../../harness/closing.ts';
import { testKey } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';

const command = join(import.meta.dirname, '../../../src/cli/countersign.ts');

/** Where a process of the tests listens, and what it shares with the others. */
export interface ProcessSettings {
  readonly issuer: string;
  readonly databaseUrl: string;
  /** Further environment variables; default none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Further words of `countersign start`; default none. */
  readonly words?: readonly string[];
}

/** How a process ended. */
export interface Ending {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** From SIGTERM to the end, milliseconds. */
  readonly tookMs: number;
}

/** A command that takes longer is killed, so that a test that has timed out does not wait for it for ever. */
export const longestCommandMs = 120_000;

/** A server as an operator starts it, in a process of its own. */
export interface ServerProcess {
  /** e.g. `http://localhost:4711`; the issuer's for the first of several. */
  readonly address: string;
  readonly pid: number;
  /** What it has printed so far, standard error too, a line each. */
  readonly lines: readonly string[];
  /** Sends SIGTERM and waits for the end; the same ending when asked again. */
  stop(): Promise<Ending>;
  /** Ends it as a crash does, at once (SIGKILL). */
  kill(): Promise<void>;
  /** False once it has ended, for whatever reason. */
  isRunning(): boolean;
}

/** Starts `countersign start` and waits until it says that it has started. */
export async function startServerProcess(settings: ProcessSettings, port: number): Promise<ServerProcess> {
  const child = spawnServer(settings, port, 'pipe');
  const server = serverOf(child, port, linesOf(child));
  await untilStarted(child);
  return server;
}

/**
 * The same for one whose log nobody reads; waits until it answers.
 * @param stdout a file that is open, or a pipe that fills up
 */
export async function startUnheardProcess(
  settings: ProcessSettings,
  port: number,
  stdout: number | 'pipe',
): Promise<ServerProcess> {
  const child = spawnServer(settings, port, stdout);
  const server = serverOf(child, port, []);
  child.stderr?.resume();
  await until('the server to answer', () =>
    fetch(`${server.address}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return server;
}

function spawnServer(settings: ProcessSettings, port: number, stdout: number | 'pipe'): ChildProcess {
  const env = { ...environmentOf(settings), PORT: String(port), HOST: 'localhost', LOG_LEVEL: 'info' };
  return spawn(process.execPath, [command, 'start', ...(settings.words ?? [])], {
    env,
    stdio: ['ignore', stdout, 'pipe'],
  });
}

function serverOf(child: ChildProcess, port: number, lines: readonly string[]): ServerProcess {
  const exited = once(child, 'exit');
  const kill = killedAtLast(child);
  let ending: Promise<Ending> | undefined;
  const stop = () => {
    ending ??= endingOf(child, exited);
    return ending;
  };
  return {
    address: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    lines,
    stop,
    kill,
    isRunning: () => child.exitCode === null && child.signalCode === null,
  };
}

/** Nothing may stay behind, neither where a test fails nor where the run itself ends early. */
function killedAtLast(child: ChildProcess): () => Promise<void> {
  const kill = () => void child.kill('SIGKILL');
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const killOnce = closedAtLast(() => {
    kill();
    return ended;
  });
  process.once('exit', kill);
  child.once('exit', () => {
    process.off('exit', kill);
    resolve();
    void killOnce();
  });
  return killOnce;
}

async function endingOf(child: ChildProcess, exited: Promise<unknown>): Promise<Ending> {
  const sentAt = performance.now();
  child.kill('SIGTERM');
  await exited;
  return { code: child.exitCode, tookMs: performance.now() - sentAt };
}

function linesOf({ stdout, stderr }: ChildProcess): readonly string[] {
  const lines: string[] = [];
  for (const input of [stdout, stderr])
    if (input !== null) createInterface(input).on('line', (line) => void lines.push(line));
  return lines;
}

/** Reads the log to its end, so that the process is never held up by it; after the start without looking at it. */
function untilStarted(child: ChildProcess): Promise<void> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the process has no output to read');
  let problems = '';
  stderr.on('data', (part) => {
    problems += part;
  });
  return new Promise((resolve, reject) => {
    const lines = createInterface(stdout).on('line', (line) => {
      if (JSON.parse(line).msg !== 'started') return;
      lines.close();
      stdout.resume();
      resolve();
    });
    child.once('close', (code) => reject(new Error(`the process ended with ${code}: ${problems}`)));
  });
}

/** Runs a command of the operator's in a process of its own and answers what it printed. */
export async function runCommand(settings: ProcessSettings, ...words: string[]): Promise<string> {
  const env = environmentOf(settings);
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...words], {
    env,
    timeout: longestCommandMs,
  });
  return stdout;
}

/** Starts a command of the operator's without waiting for its end; its output goes nowhere. */
export function startCommand(settings: ProcessSettings, ...words: string[]): ChildProcess {
  const child = spawn(process.execPath, [command, ...words], {
    env: environmentOf(settings),
    stdio: 'ignore',
  });
  killedAtLast(child);
  return child;
}

/** All that the process is told: nothing of the environment that the tests happen to run in. */
function environmentOf({ issuer, databaseUrl, environment }: ProcessSettings): Record<string, string> {
  const shared = { ISSUER: issuer, DATABASE_URL: databaseUrl, SECRET_KEYS: testKey.toString('base64') };
  return { ...shared, ...environment };
}

/** Ports that were free a moment ago, all different: the issuer names one before its server starts. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function listenAnywhere(): Promise<Server> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

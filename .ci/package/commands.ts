import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { terminal } from './checkout.ts';

export interface Ran {
  readonly code: number;
  /** Standard output and standard error, as a terminal shows them. */
  readonly shown: string;
}

interface Where {
  readonly cwd: string;
  /** Beyond what a terminal has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs what somebody types, to its end. */
export async function run(line: string, { cwd, env }: Where): Promise<Ran> {
  const child = spawn('bash', ['-c', line], { cwd, env: terminal(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const shown = collected(child);
  const [code] = await once(child, 'close');
  return { code: code ?? -1, shown: shown() };
}

/** Something that goes on until it is stopped. */
export interface Running {
  /** All that it has shown so far. */
  shown(): string;
  /** As Ctrl+C does, which every process of the terminal gets; answers its exit code. */
  stop(): Promise<number>;
}

/** Runs what somebody types until it shows what `mark` looks for. @throws with all of it where it ends before */
export async function runUntil(mark: RegExp, line: string, { cwd, env }: Where): Promise<Running> {
  const child = spawn('bash', ['-c', line], {
    cwd,
    env: terminal(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = -(child.pid ?? 0);
  const shown = collected(child);
  const ended = once(child, 'close');
  const killed = () => void process.kill(group, 'SIGKILL');
  process.once('exit', killed);
  void ended.then(() => process.off('exit', killed));
  while (!mark.test(shown())) {
    const [which] = await Promise.race([ended.then(() => ['ended']), once(child.stdout, 'data')]);
    if (which === 'ended' && !mark.test(shown())) throw new Error(`${line} has ended:\n${shown()}`);
  }
  return {
    shown,
    async stop() {
      process.kill(group, 'SIGINT');
      const [code] = await ended;
      return code ?? -1;
    },
  };
}

function collected(child: ChildProcess): () => string {
  let shown = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
    });
  return () => shown;
}

/** A port that is free, and the one that lies 1000 above it, where the demo's application listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await listened(0);
    if (port < 64_000 && (await listened(port + 1000)) !== 0) return port;
  }
}

/** Whether nobody listens there. */
export async function isFree(port: number): Promise<boolean> {
  return (await listened(port)) !== 0;
}

/** The port that was free, else 0. */
async function listened(port: number): Promise<number> {
  const server = createServer();
  try {
    server.listen(port, 'localhost');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  } catch {
    return 0;
  } finally {
    server.close();
  }
}

/** Whether npm failed because it reaches no registry: nothing to say about the package then. */
export function isWithoutRegistry({ code, shown }: Ran): boolean {
  return (
    code !== 0 &&
    /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|E40[13])\b/.test(shown)
  );
}

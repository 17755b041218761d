import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const command = join(import.meta.dirname, '../../src/cli/countersign.ts');
const longestStartMs = 60_000;

/** A server as an operator starts it, on an embedded database of its own. */
export interface RunningServer {
  readonly issuer: string;
  /** Of a machine that may do what the operator may. */
  readonly client: { readonly id: string; readonly secret: string };
  stop(): Promise<void>;
}

const client = { id: 'contract', secret: randomBytes(24).toString('base64url') };

/** What there is: one organization with its owner. JSON is YAML as well. */
const seeds = {
  clients: [
    {
      client_id: client.id,
      client_secret: client.secret,
      grant_types: ['client_credentials'],
      scope: 'operator',
    },
  ],
  users: [{ email: 'ann@acme.example', email_verified: true, password: 'correct horse battery staple' }],
  organizations: [
    {
      slug: 'acme',
      name: 'Acme',
      plan: 'team',
      seats: 10,
      domains: ['acme.example'],
      members: [{ email: 'ann@acme.example', role: 'owner' }],
    },
  ],
};

export async function startServer(): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-contract-'));
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const env = { ISSUER: issuer, PORT: String(port), HOST: 'localhost', DATA_DIR: join(folder, 'data') };
  await writeFile(join(folder, 'seeds.yaml'), JSON.stringify(seeds));
  await promisify(execFile)(process.execPath, [command, 'apply', join(folder, 'seeds.yaml')], { env });
  const child = spawn(process.execPath, [command, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const killed = () => void child.kill('SIGKILL');
  process.once('exit', killed);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', killed);
    await rm(folder, { recursive: true, force: true });
  };
  const gaveUp = AbortSignal.timeout(longestStartMs);
  for await (const line of createInterface({ input: child.stdout, signal: gaveUp }))
    if (JSON.parse(line).msg === 'started') {
      // Read to its end, so that the server is never held up by its log.
      child.stdout.resume();
      return { issuer, client, stop };
    }
  await stop();
  throw new Error('the server has not started');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('there is no port');
  return address.port;
}

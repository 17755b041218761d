import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { callsOf } from './calls.ts';
import { type RunningServer, startServer } from './server.ts';

const here = import.meta.dirname;
const generated = join(here, 'generated');
const [document, types] = [join(generated, 'openapi.json'), join(generated, 'api.ts')];

/** Runs a tool of this folder where the network is out of its reach. @throws with what it printed, unless it ends with 0 */
async function run(tool: string, ...words: string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: `--require=${join(here, 'no-network.cjs')}`, NO_COLOR: '1' };
  try {
    const { stdout } = await promisify(execFile)(join(here, 'node_modules/.bin', tool), words, {
      cwd: here,
      env,
    });
    return stdout;
  } catch (problem) {
    const { stdout = '', stderr = '' } = problem as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${tool}: ${stdout}${stderr}`, { cause: problem });
  }
}

async function tokenOf({ issuer, client: { id, secret } }: RunningServer): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'operator',
      resource: `${issuer}/api/v1`,
    }),
  });
  return ((await response.json()) as { readonly access_token: string }).access_token;
}

describe('the OpenAPI document of a running server', () => {
  let server: RunningServer;
  let calls: ReturnType<typeof callsOf>;

  before(async () => {
    server = await startServer();
    const answer = await fetch(`${server.issuer}/api/v1/openapi.json`);
    await mkdir(generated, { recursive: true });
    await writeFile(document, await answer.text());
    calls = callsOf(server.issuer, await tokenOf(server));
  });

  after(() => server?.stop());

  it('refers to nothing outside itself', async () => {
    const text = await readFile(document, 'utf8');
    const references = [...text.matchAll(/"\$ref":\s*"([^"]*)"/g)].map(([, target = '']) => target);
    expect(references).to.have.length.above(100);
    expect(references.filter((target) => !target.startsWith('#/'))).to.deep.equal([]);
  });

  it('leaves spectral:oas nothing to say, not even a hint', async () => {
    const said = await run('spectral', 'lint', '--ruleset=.spectral.yaml', '--fail-severity=hint', document);
    expect(said).to.include("No results with a severity of 'hint' or higher found!");
  });

  it('makes types, with which strict TypeScript takes the calls below and refuses the wrong ones', async () => {
    await run('openapi-typescript', document, '--output', types);
    expect(await run('tsc', '--project', '.')).to.equal('');
  });

  it('has the client set a policy whose challenge is an object, and read it', async () => {
    const { challenge, state } = await calls.setEnforcement();
    expect(challenge).to.include({ max_age_seconds: 43_200, remembered_device_days: 7 });
    expect(state).to.equal('scheduled');
    expect(await calls.readEnforcement()).to.equal(43_200);
  });

  it('has the client change an organization under the version that it read, and not under an older one', async () => {
    const { name, version } = await calls.readOrganization();
    expect(name).to.equal('Acme');
    expect(await calls.rename('Acme & Co', version)).to.equal('Acme & Co');
    const problem = await calls.rename('Acme again', version);
    expect(problem).to.include({ status: 412, code: 'stale_version' });
    expect((await calls.readOrganization()).name).to.equal('Acme & Co');
  });

  it('has the client invite somebody', async () => {
    expect((await calls.invite('bob@acme.example')).getTime()).to.be.above(Date.now());
  });

  it('has the client list members by their status', async () => {
    expect(await calls.membersWith('pending')).to.deep.equal(['ann@acme.example: owner']);
    expect(await calls.membersWith('protected')).to.deep.equal([]);
  });
});

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { closedAtLast } from '../harness/closing.ts';
import { testKey } from '../harness/server.ts';
import { freePorts } from '../processes/support/server-process.ts';
import { run } from './support/run.ts';

const configuration = (plan: string) => `
plans: { ${plan}: { seatsIncluded: 5, seatsCanBeAdded: true, enforcement: true } }
defaultPlan: ${plan}
`;

describe('ruling 27: a plan that was renamed in the configuration', () => {
  let directory: string;
  let release: () => Promise<unknown>;
  let port: number;
  const env = () => ({
    DATA_DIR: join(directory, 'data'),
    SECRET_KEYS: testKey.toString('base64'),
    COUNTERSIGN_CONFIG: join(directory, 'config.yaml'),
    HOST: '127.0.0.1',
    PORT: String(port),
  });
  const configure = (plan: string) => writeFile(env().COUNTERSIGN_CONFIG, configuration(plan));

  before(async function () {
    this.timeout(120_000);
    directory = await mkdtemp(join(tmpdir(), 'countersign-'));
    // A start that ends by itself, after it has looked at everything but the port.
    [port = 0] = await freePorts(1);
    const taken = createServer().listen(port, '127.0.0.1');
    release = closedAtLast(() => new Promise((resolve) => taken.close(resolve)));
    await once(taken, 'listening');
    await configure('gold');
    const file = join(directory, 'file.yaml');
    await writeFile(file, 'organizations: [{ slug: acme }, { slug: globex }]');
    expect((await run(env(), 'apply', file)).code).to.equal(0);
  });

  after(async () => {
    await release();
    await rm(directory, { recursive: true });
  });

  const told =
    '2 organizations are on the plan gold, which the configuration does not name: what they require goes on, nothing new can be required';
  const plansIn = (out: readonly string[]) => out.filter((line) => /^\S+ +plans: /.test(line));
  const warned = (out: readonly string[]) =>
    out.map((line) => JSON.parse(line)).filter(({ plan }) => plan !== undefined);

  it('is told by doctor, which finds a problem, and by the start, which warns', async () => {
    await configure('silver');
    const doctor = await run(env(), 'doctor');
    expect([doctor.code, plansIn(doctor.out)]).to.deep.equal([1, [`problem plans: ${told}`]]);
    const [warning, ...others] = warned((await run(env(), 'start')).out);
    expect(warning).to.include({ level: 'warn', plan: 'gold', organizations: 2, msg: told });
    expect(others).to.deep.equal([]);
  }).timeout(180_000);
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { postgresAt } from '../../src/config/database-address.ts';
import { CannotStart, databaseProblem, listeningProblem } from '../../src/refusal/cannot-start.ts';
import { freePorts } from '../processes/support/server-process.ts';
import { inMemory, run } from './support/run.ts';

const failure = (code: string) => Object.assign(new Error('it failed'), { code });

describe('a start that cannot be', () => {
  const problems: readonly [code: string, line: RegExp][] = [
    ['EADDRINUSE', /^PORT: 3000 is in use on 127\.0\.0\.1: choose another one, or stop what listens there$/],
    ['EACCES', /^PORT: 3000 may not/],
    ['EADDRNOTAVAIL', /^HOST: 127\.0\.0\.1 is no address/],
  ];
  for (const [code, line] of problems) {
    it(`names the setting to look at (${code})`, () => {
      const problem = listeningProblem(failure(code), { host: '127.0.0.1', port: 3000 });
      expect(problem).to.be.instanceOf(CannotStart).and.have.property('message').that.matches(line);
    });
  }

  it('stays what it is when no setting causes it', () => {
    const error = failure('EMFILE');
    expect(listeningProblem(error, { host: '::', port: 1 })).to.equal(error);
  });

  it('never tells the password of the database', () => {
    const { message } = databaseProblem(
      postgresAt('postgres://user:canary@db.example:5432/id'),
      failure('ECONNREFUSED'),
    );
    expect(message).to.equal('DATABASE_URL: PostgreSQL at db.example:5432/id cannot be used (it failed)');
  });

  it('is one line and exit code 1 when the database is not there', async () => {
    const [port] = await freePorts(1);
    const env = { ...inMemory, DATABASE_URL: `postgres://user:canary@127.0.0.1:${port}/id` };
    const { code, out, problems: lines } = await run(env, 'start');
    expect([code, out]).to.deep.equal([1, []]);
    expect(lines).to.have.length(1);
    expect(lines[0])
      .to.match(/^DATABASE_URL: /)
      .and.not.contain('canary');
  });

  describe('because of its port', () => {
    let taken: Server;
    let port: number;

    before(async () => {
      [port = 0] = await freePorts(1);
      taken = createServer().listen(port, 'localhost');
      await once(taken, 'listening');
    });

    after(() => void taken.close());

    it('is one line and exit code 1 from start', async () => {
      const env = { ...inMemory, PORT: String(port), HOST: 'localhost', LOG_LEVEL: 'silent' };
      const line = `PORT: ${port} is in use on localhost: choose another one, or stop what listens there`;
      expect(await run(env, 'start')).to.deep.equal({ code: 1, out: [], problems: [line] });
    }).timeout(60_000);

    it('is one line and exit code 1 from demo, for its application as well', async () => {
      const { code, problems: lines } = await run({ ...inMemory, PORT: String(port - 1000) }, 'demo');
      expect([code, lines.length]).to.deep.equal([1, 1]);
      expect(lines[0]).to.match(new RegExp(`^PORT: ${port} .* is in use on localhost: choose`));
    });
  });
});

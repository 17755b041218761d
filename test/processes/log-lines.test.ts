import { expect } from 'chai';
import { onPostgres } from '../harness/needs.ts';
import { until } from '../harness/until.ts';
import { signIn } from '../harness/world.ts';
import { createPeople } from './support/people.ts';
import type { ServerProcess } from './support/server-process.ts';
import { type SharedProcesses, sharedProcesses, startBeside } from './support/server-processes.ts';
import { RoutedBrowser } from './support/spread.ts';

/** At which endpoints it says that it has refused a program. */
function refusedAt({ lines }: ServerProcess): readonly unknown[] {
  const read = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return read
    .filter(({ msg }) => msg === 'a request of a program was refused')
    .map(({ endpoint }) => endpoint);
}

onPostgres(() => {
  describe('what a process prints', () => {
    let processes: SharedProcesses;
    let server: ServerProcess;

    before(async () => {
      processes = await sharedProcesses();
      server = await startBeside(processes);
    });

    after(() => server.stop());

    it('is JSON, line by line, whatever programs and browsers ask and until it has stopped', async () => {
      const { application, greta } = await createPeople(processes);
      const browser = new RoutedBrowser(processes.issuer, () => server);
      await signIn(application, greta, { browser });
      const requests = [
        '/token',
        '/token/introspection',
        '/token/revocation',
        '/request',
        '/device/auth',
        '/me',
      ];
      // From a page of another origin, at which the library prints a notice of its own.
      const headers = { ...application.credentials(), origin: 'https://elsewhere.example' };
      for (const path of requests)
        for (const method of ['OPTIONS', 'POST'])
          await fetch(`${server.address}${path}`, { method, headers });
      await fetch(`${server.address}/auth?client_id=nobody`);
      await until('the refusals to be printed', async () => refusedAt(server).length === 5);
      await server.stop();
      expect(server.lines.length).to.be.above(requests.length);
      for (const line of server.lines)
        expect(JSON.parse(line), line).to.include.keys('level', 'time', 'service', 'msg');
      expect(JSON.parse(server.lines.at(-1) ?? '').msg).to.equal('stopped');
    });
  });
});

import { expect } from 'chai';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { emptyPostgres } from '../harness/database.ts';
import { onPostgres } from '../harness/needs.ts';
import { signIn } from '../harness/world.ts';
import { createPeople } from './support/people.ts';
import { runCommand, type ServerProcess } from './support/server-process.ts';
import { type ProcessPair, sharedProcesses, startBeside, startPair } from './support/server-processes.ts';
import { alternate, spreadBrowser } from './support/spread.ts';
import { askForTokens } from './support/tokens.ts';

/** Ids of the published keys; the first one of an algorithm signs. */
async function kidsOf({ address }: ServerProcess): Promise<string[]> {
  // The shape of RFC 7517 section 5; ours all have an id.
  const { keys } = (await (await fetch(`${address}/jwks`)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

onPostgres((postgres) => {
  describe('signing keys of two processes', () => {
    it('are the same, so that each one signs what the key set of the other verifies', async () => {
      const processes = await sharedProcesses();
      const { issuer, servers } = processes;
      expect(await kidsOf(servers[0])).to.deep.equal(await kidsOf(servers[1]));
      const { application, greta } = await createPeople(processes);
      const signers = [];
      for (const index of [0, 1]) {
        const { answer } = await signIn(application, greta, { browser: spreadBrowser(processes, index) });
        const body = application.redemption(answer);
        const granted = await askForTokens(alternate(servers, index), application, body);
        // A granted request of scope openid. @see OpenID Connect Core 1.0 section 3.1.3.3
        const { id_token: token } = (await granted.json()) as { id_token: string };
        const keySet = createRemoteJWKSet(new URL(`${alternate(servers, index + 1).address}/jwks`));
        await jwtVerify(token, keySet, { issuer, audience: application.clientId });
        signers.push(decodeProtectedHeader(token).kid);
      }
      expect(signers[0]).to.be.a('string').that.equals(signers[1]);
    });
  });

  describe('two processes that start at once on an empty database', () => {
    let drop: () => Promise<void>;
    let pair: ProcessPair;
    let third: ServerProcess | undefined;

    before(async () => {
      const empty = await emptyPostgres(postgres);
      ({ drop } = empty);
      pair = await startPair(empty.url);
    });

    after(async () => {
      await Promise.all([pair?.stop(), third?.stop()]);
      await drop();
    });

    it('both come up, and sign with the same keys', async () => {
      for (const { address } of pair.servers)
        expect((await fetch(`${address}/health/ready`)).status).to.equal(200);
      const kids = await kidsOf(pair.servers[0]);
      expect(kids).to.have.length(2);
      expect(await kidsOf(pair.servers[1])).to.deep.equal(kids);
      const { keys } = JSON.parse(await runCommand(pair, 'keys', 'list', '--json'));
      expect(keys.map(({ kid, state }: { kid: string; state: string }) => [kid, state])).to.have.deep.members(
        kids.map((kid) => [kid, 'signing']),
      );
    });

    it('are joined after a rotation by one that publishes the new keys and signs with the old', async () => {
      const before = await kidsOf(pair.servers[0]);
      const { rotated } = JSON.parse(await runCommand(pair, 'keys', 'rotate', '--json'));
      const added = rotated.map(({ kid }: { kid: string }) => kid);
      third = await startBeside(pair);
      const kids = await kidsOf(third);
      expect(kids.slice(0, 2)).to.have.members(before);
      expect(kids.slice(2)).to.have.members(added);
    });
  });
});

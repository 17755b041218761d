import { expect } from 'chai';
import { type Application, redirectUri } from '../../harness/application.ts';
import { sharedServer, type TestServer } from '../../harness/server.ts';
import { createWorld, signIn } from '../../harness/world.ts';
import { publicApplication } from '../support/relaxed-application.ts';
import { alternate, at, secondServer } from '../support/two-servers.ts';

const rounds = 5;
const atOnce = 20;

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

describe('A-18 redeeming at two servers at once', () => {
  let servers: [TestServer, TestServer];

  before(async () => {
    const first = await sharedServer();
    servers = [first, await secondServer(first)];
  });

  after(async () => servers[1].stop());

  /** The same request to the token endpoint many times at once, half of them at each server. */
  function askTogether(
    application: Application,
    bodyOf: (index: number) => Record<string, string>,
  ): Promise<Response[]> {
    const requests = Array.from({ length: atOnce }, (_, index) =>
      ask(alternate(servers, index), application, bodyOf(index)),
    );
    return Promise.all(requests);
  }

  it('A-18 gives tokens for a code once, and takes them back since the code was used again', async () => {
    const { application, greta } = await createWorld();
    for (let round = 1; round <= rounds; round += 1) {
      const { answer } = await signIn(application, greta);
      const body = application.redemption(answer);
      const tokens = await onlyWinner(await askTogether(application, () => body));
      await expectDead(servers, application, tokens);
    }
  });

  it('A-18 gives tokens for a refresh token once, and takes them back since it was used again', async () => {
    const { application, greta } = await createWorld();
    for (let round = 1; round <= rounds; round += 1) {
      const { answer } = await signIn(application, greta);
      const { refresh_token: token = '' } = await application.redeem(answer);
      const body = { grant_type: 'refresh_token', refresh_token: token };
      const tokens = await onlyWinner(await askTogether(application, () => body));
      await expectDead(servers, application, tokens);
    }
  });

  it('A-18 gives a public client tokens for a code once', async () => {
    const world = await createWorld();
    const application = await publicApplication(world);
    for (let round = 1; round <= rounds; round += 1) {
      const { answer } = await signIn(application, world.greta);
      const body = { ...application.redemption(answer), client_id: application.clientId };
      await onlyWinner(await askTogether(application, () => body));
    }
  });

  it('A-18 gives nothing to whoever has the code without the right verifier', async () => {
    const { application, greta } = await createWorld();
    const { answer } = await signIn(application, greta);
    const { code = '' } = application.redemption(answer);
    const guesses = ['', 'wrong-verifier-of-somebody-who-only-saw-the-code', code.padEnd(43, '0')];
    const answers = await askTogether(application, (index) => ({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      ...(index % 4 === 3 ? {} : { code_verifier: guesses[index % 4] ?? '' }),
    }));
    for (const response of answers) expect(response.status).to.equal(400);
  });

  it('A-18 gives another client nothing for a code or refresh token, and leaves the owner theirs', async () => {
    const { application, otherApplication, greta, server } = await createWorld();
    const { answer } = await signIn(application, greta);
    const body = application.redemption(answer);
    expect((await ask(server, otherApplication, body)).status).to.equal(400);
    const { refresh_token: token = '' } = await application.redeem(answer);
    const refresh = { grant_type: 'refresh_token', refresh_token: token };
    expect((await ask(server, otherApplication, refresh)).status).to.equal(400);
    expect((await ask(server, application, refresh)).status).to.equal(200);
  });
});

function ask(server: TestServer, application: Application, body: Record<string, string>): Promise<Response> {
  const headers = 'client_id' in body ? {} : application.credentials();
  const url = at(server, `${server.issuer}/token`);
  return fetch(url, { method: 'POST', headers, body: new URLSearchParams(body) });
}

/** The one answer with tokens; all others have to be `invalid_grant`. */
async function onlyWinner(answers: readonly Response[]): Promise<Tokens> {
  const won = answers.filter(({ status }) => status === 200);
  expect(won).to.have.length(1);
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    const { error } = (await answer.json()) as { error: string };
    expect([answer.status, error]).to.deep.equal([400, 'invalid_grant']);
  }
  return (await won[0]?.json()) as Tokens;
}

/** What the winner got works nowhere: one of the many stole it, and nobody can say which. */
async function expectDead(
  servers: readonly TestServer[],
  application: Application,
  tokens: Tokens,
): Promise<void> {
  for (const server of servers) {
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(at(server, `${server.issuer}/me`), { headers })).status).to.equal(401);
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    expect((await ask(server, application, refresh)).status).to.equal(400);
  }
}

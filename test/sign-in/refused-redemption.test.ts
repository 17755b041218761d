import { expect } from 'chai';
import type { Application } from '../harness/application.ts';
import type { TestServer } from '../harness/server.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';

/** Known to the server, and granted to none of these sign-ins. */
const resource = 'https://api.example/';

async function ask(
  { address }: TestServer,
  application: Application,
  body: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly answer: Readonly<Record<string, string>> }> {
  const headers = application.credentials();
  const response = await fetch(`${address}/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(body),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, string> };
}

async function signedIn(client: Readonly<Record<string, unknown>>) {
  const world = await createWorld({ client });
  const { answer } = await signIn(world.application, world.greta);
  return { ...world, answer };
}

async function reuses({ server, application }: World): Promise<number> {
  const rows = await server.countersign.db.sql(
    `SELECT 1 FROM audit_events WHERE type = 'token.reused' AND detail->>'client' = $1`,
    [application.clientId],
  );
  return rows.length;
}

describe('a request for tokens that is refused', () => {
  for (const seconds of [0, 30]) {
    it(`uses no refresh token up, with an overlap of ${seconds} seconds`, async () => {
      const world = await signedIn({ refresh_token_overlap_seconds: seconds });
      const { application, server } = world;
      const { refresh_token: token = '' } = await application.redeem(world.answer);
      const refresh = { grant_type: 'refresh_token', refresh_token: token };
      for (const _ of [1, 2]) {
        const refused = await ask(server, application, { ...refresh, resource });
        expect([refused.status, refused.answer.error]).to.deep.equal([400, 'invalid_target']);
      }
      expect((await ask(server, application, refresh)).status).to.equal(200);
      expect(await reuses(world), 'nobody has stolen anything').to.equal(0);
    });
  }

  it('uses no code up', async () => {
    const { application, server, answer } = await signedIn({});
    const redemption = application.redemption(answer);
    const refused = await ask(server, application, { ...redemption, resource });
    expect([refused.status, refused.answer.error]).to.deep.equal([400, 'invalid_target']);
    expect((await ask(server, application, redemption)).status).to.equal(200);
    expect((await ask(server, application, redemption)).status).to.equal(400);
  });

  it('is told no refresh token, also where another request was given one for the same', async () => {
    const { application, server, answer } = await signedIn({ refresh_token_overlap_seconds: 30 });
    const { refresh_token: token = '' } = await application.redeem(answer);
    const refresh = { grant_type: 'refresh_token', refresh_token: token };
    const first = await ask(server, application, refresh);
    const refused = await ask(server, application, { ...refresh, resource });
    expect(refused.status).to.equal(400);
    expect(refused.answer).not.to.have.property('refresh_token');
    const again = await ask(server, application, refresh);
    expect(again.answer.refresh_token).to.equal(first.answer.refresh_token);
  });
});

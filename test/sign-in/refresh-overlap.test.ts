import { expect } from 'chai';
import * as oidc from 'openid-client';
import type { Application } from '../harness/application.ts';
import { travel } from '../harness/clock.ts';
import { sharedServer, startTestServer, type TestServer } from '../harness/server.ts';
import { createWorld, seed, signIn, type World } from '../harness/world.ts';
import { recordsOf } from '../jobs/support/relying-parties.ts';
import { refusedWith } from './support/refused.ts';

const overlapping = { refresh_token_overlap_seconds: 30 };

interface Signed extends World {
  /** Greta's first refresh token. */
  readonly first: string;
}

async function signedIn(client: Readonly<Record<string, unknown>> = overlapping): Promise<Signed> {
  const world = await createWorld({ client });
  const { answer } = await signIn(world.application, world.greta);
  const { refresh_token: first = '' } = await world.application.redeem(answer);
  return { ...world, first };
}

/** What a server answers to a refresh: its status and the tokens. */
async function refreshAt(
  { address }: TestServer,
  application: Application,
  body: Readonly<Record<string, string>>,
) {
  const sent = new URLSearchParams({ grant_type: 'refresh_token', ...body });
  const headers = application.credentials();
  const answer = await fetch(`${address}/token`, { method: 'POST', headers, body: sent });
  const tokens = (await answer.json()) as Partial<Record<string, string>>;
  return { status: answer.status, tokens };
}

async function userinfo({ address }: TestServer, token = ''): Promise<number> {
  return (await fetch(`${address}/me`, { headers: { authorization: `Bearer ${token}` } })).status;
}

/** So much later by the clock of the database, which no test moves. */
async function usedEarlier({ server, greta }: World, seconds: number): Promise<void> {
  await server.countersign.db.sql(
    `UPDATE provider_records SET consumed_at = consumed_at - $2::int * interval '1 second'
     WHERE model = 'RefreshToken' AND account_id = (SELECT id FROM users WHERE email = $1)`,
    [greta.email, seconds],
  );
}

async function expectDead({ application }: World, ...tokens: readonly (string | undefined)[]): Promise<void> {
  for (const token of tokens)
    expect(await refusedWith(application.refresh(token ?? ''))).to.equal('invalid_grant');
}

describe('a refresh token of a client whose refreshes may overlap', () => {
  it('gives the same successor again while that is unused, with an access token of its own', async () => {
    const { application, server, greta, first } = await signedIn();
    const one = await application.refresh(first);
    const two = await application.refresh(first);
    expect((await recordsOf(server, greta.email)).RefreshToken, 'none that nobody has').to.equal(2);
    expect(two.refresh_token).to.equal(one.refresh_token).and.not.to.equal(first);
    expect(two.access_token).not.to.equal(one.access_token);
    for (const { access_token: token } of [one, two]) expect(await userinfo(server, token)).to.equal(200);
    expect((await application.refresh(one.refresh_token ?? '')).refresh_token).to.be.a('string');
  });

  it('gives it to each of many at the same time, at two servers', async () => {
    const { issuer, database } = await sharedServer();
    const second = await startTestServer({ issuer, database });
    try {
      for (let round = 0; round < 3; round += 1) {
        const world = await signedIn();
        const servers = [world.server, second];
        const answers = await Promise.all(
          Array.from({ length: 12 }, (_, n) =>
            refreshAt(servers[n % 2] ?? second, world.application, { refresh_token: world.first }),
          ),
        );
        expect(answers.map(({ status }) => status)).to.deep.equal(Array(12).fill(200));
        const successors = new Set(answers.map(({ tokens }) => tokens.refresh_token));
        expect(successors.size).to.equal(1);
        const [successor = ''] = successors;
        for (const { tokens } of answers) expect(await userinfo(second, tokens.access_token)).to.equal(200);
        const next = await refreshAt(second, world.application, { refresh_token: successor });
        expect(next.status).to.equal(200);
        expect(next.tokens.refresh_token).not.to.equal(successor);
      }
    } finally {
      await second.stop();
    }
  });

  it('takes everything back when it comes after its successor was used', async () => {
    const world = await signedIn();
    const { application, server, first } = world;
    const { refresh_token: next = '' } = await application.refresh(first);
    const last = await application.refresh(next);
    await expectDead(world, first, next, last.refresh_token);
    expect(await userinfo(server, last.access_token)).to.equal(401);
  });

  it('is either in time or reuse, where it comes at the moment in which its successor is used', async () => {
    for (let round = 0; round < 6; round += 1) {
      const world = await signedIn();
      const { application, server, first } = world;
      const { refresh_token: next = '' } = await application.refresh(first);
      const use = () => refreshAt(server, application, { refresh_token: next });
      const repeat = () => refreshAt(server, application, { refresh_token: first });
      const [used, ...repeated] = await Promise.all([use(), repeat(), repeat(), repeat()]);
      const isReuse = repeated.some(({ status }) => status !== 200) || used.status !== 200;
      for (const { status, tokens } of repeated.filter((each) => each.status === 200)) {
        expect(tokens.refresh_token).to.equal(next);
        expect(await userinfo(server, tokens.access_token), `${status}`).to.equal(isReuse ? 401 : 200);
      }
      const { refresh_token: last = '' } = used.tokens;
      if (isReuse) await expectDead(world, last);
      else expect((await application.refresh(last)).access_token).to.be.a('string');
    }
  });

  it('takes everything back once its seconds are over, by the clock of the database', async () => {
    const world = await signedIn();
    const { refresh_token: next } = await world.application.refresh(world.first);
    await usedEarlier(world, 25);
    expect((await world.application.refresh(world.first)).refresh_token).to.equal(next);
    await usedEarlier(world, 6);
    await expectDead(world, world.first, next);
  });

  it('takes everything back where the registration does not say so any more, or never did', async () => {
    const world = await signedIn();
    const { refresh_token: next } = await world.application.refresh(world.first);
    const client = { client_id: world.application.clientId, refresh_token_overlap_seconds: 0 };
    await seed(world.server, { clients: [client] });
    travel(2);
    await expectDead(world, world.first, next);
  });

  it('asks the policy anew, and gives nothing to whoever may not sign in any more', async () => {
    const world = await signedIn();
    const { application, server, greta, first } = world;
    await application.refresh(first);
    await server.countersign.db.sql('UPDATE users SET epoch = epoch + 1 WHERE email = $1', [greta.email]);
    expect(await refusedWith(application.refresh(first))).to.equal('invalid_grant');
  });

  it('gives no wider scope than the first time', async () => {
    const world = await signedIn();
    const { application, server, first } = world;
    const narrow = { refresh_token: first, scope: 'openid' };
    const parameters = { scope: 'openid email' };
    const { answer } = await signIn(application, world.greta, { parameters });
    const { refresh_token: token = '' } = await application.redeem(answer);
    const one = await refreshAt(server, application, { ...narrow, refresh_token: token });
    const same = await refreshAt(server, application, { ...narrow, refresh_token: token });
    expect([same.status, same.tokens.refresh_token]).to.deep.equal([200, one.tokens.refresh_token]);
    expect((await refreshAt(server, application, { refresh_token: token })).status).to.equal(400);
    await expectDead(world, one.tokens.refresh_token);
  });

  it('is bound to the way in which its client proved itself', async () => {
    const world = await signedIn();
    const { application, server, first } = world;
    const { refresh_token: next = '' } = await application.refresh(first);
    const { clientId } = application;
    await seed(server, {
      clients: [{ client_id: clientId, token_endpoint_auth_method: 'client_secret_post' }],
    });
    travel(2);
    const posted = (token: string) =>
      fetch(`${server.address}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: token,
          client_id: clientId,
          client_secret: `secret-of-${clientId}`,
        }),
      }).then(({ status }) => status);
    expect([await posted(first), await posted(next)]).to.deep.equal([400, 400]);
  });

  it('is bound to the key that it was used with', async () => {
    const world = await signedIn();
    const { application, first } = world;
    const { config } = application;
    const keys = await oidc.randomDPoPKeyPair('ES256');
    const refresh = (pair: oidc.CryptoKeyPair) =>
      oidc.refreshTokenGrant(config, first, undefined, { DPoP: oidc.getDPoPHandle(config, pair) });
    const one = await refresh(keys);
    expect((await refresh(keys)).refresh_token).to.equal(one.refresh_token);
    expect(await refusedWith(refresh(await oidc.randomDPoPKeyPair('ES256')))).to.equal('invalid_grant');
    expect(await refusedWith(refresh(keys))).to.equal('invalid_grant');
  });

  it('is registered for confidential and for DPoP-bound clients alone, of a minute at the most', async () => {
    const world = await createWorld();
    const register = (more: Readonly<Record<string, unknown>>) =>
      seed(world.server, {
        clients: [
          { client_id: `${world.slug}-overlap`, redirect_uris: ['http://localhost:4999/cb'], ...more },
        ],
      }).then(
        () => 'registered',
        (error: Error) => `${error.message} ${JSON.stringify(error)}`,
      );
    const isPublic = { token_endpoint_auth_method: 'none' };
    expect(await register({ ...isPublic, ...overlapping })).to.include('must be 0');
    expect(await register({ client_secret: 'x', refresh_token_overlap_seconds: 61 })).to.include(
      'at most 60',
    );
    expect(await register({ ...isPublic, ...overlapping, dpop_bound_access_tokens: true })).to.equal(
      'registered',
    );
    expect(await register({ dpop_bound_access_tokens: false })).to.include('must be 0');
  });
});

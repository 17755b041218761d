import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { codeOf, createWorld, everyoneNow, seed, signIn, type World } from '../harness/world.ts';

/** Puts another policy on the organization of a world. */
function enforce(world: World, enforcement: Readonly<Record<string, unknown>>): Promise<unknown> {
  return seed(world.server, { organizations: [{ slug: world.slug, enforcement }] });
}

/** Mina, a member without a factor, signed in with her password while nothing is enforced. */
async function minaWithTokens() {
  const world = await createWorld();
  const { browser, answer } = await signIn(world.application, world.mina);
  return { ...world, browser, world, tokens: await world.application.redeem(answer) };
}

async function errorOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return error instanceof oidc.ResponseBodyError ? error.error : String(error);
  }
}

describe('tokens after enforcement was switched on', () => {
  it('immediately: refresh, userinfo, introspection and silent sign-in are refused', async () => {
    const { world, application, browser, tokens } = await minaWithTokens();
    await enforce(world, everyoneNow);
    expect((await oidc.tokenIntrospection(application.config, tokens.access_token)).active).to.equal(false);
    const me = await fetch(`${world.server.issuer}/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(me.status).to.equal(401);
    expect(application.errorOf(await application.start(browser, { prompt: 'none' }))).to.equal(
      'interaction_required',
    );
    expect(await errorOf(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
  });

  it('at the next sign-in: what is there lives on, a new sign-in needs the proof', async () => {
    const { world, application, tokens, mina } = await minaWithTokens();
    await enforce(world, { required: 'everyone', activation: 'next_sign_in', sessions: 'keep' });
    expect((await application.refresh(tokens.refresh_token ?? '')).claims()?.amr).to.deep.equal(['pwd']);
    expect((await signIn(application, mina)).answer.name).to.equal('mailbox');
  });

  it('from a deadline on, although no job has run', async () => {
    const { world, application, tokens } = await minaWithTokens();
    const deadline = new Date(Date.now() + 3_600_000).toISOString();
    await enforce(world, { required: 'everyone', activation: { deadline }, sessions: 'end_at_deadline' });
    const before = await application.refresh(tokens.refresh_token ?? '');
    expect(before.claims()?.amr).to.deep.equal(['pwd']);
    travel(3601);
    expect(await errorOf(application.refresh(before.refresh_token ?? ''))).to.equal('invalid_grant');
  });
});

describe('refresh tokens', () => {
  it('rotate, and a used one revokes what came of it', async () => {
    const { application, greta } = await createWorld();
    const { answer } = await signIn(application, greta);
    const first = await application.redeem(answer);
    const second = await application.refresh(first.refresh_token ?? '');
    expect(second.refresh_token).not.to.equal(first.refresh_token);
    expect(await errorOf(application.refresh(first.refresh_token ?? ''))).to.equal('invalid_grant');
    expect(await errorOf(application.refresh(second.refresh_token ?? ''))).to.equal('invalid_grant');
  });
});

describe('pushed authorization requests', () => {
  it('lead to the same sign-in', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const url = await application.authorizationUrl();
    const pushed = await fetch(
      application.config.serverMetadata().pushed_authorization_request_endpoint ?? '',
      {
        method: 'POST',
        headers: application.credentials(),
        body: new URL(url).searchParams,
      },
    );
    const { request_uri: requestUri } = (await pushed.json()) as { request_uri: string };
    const target = new URL(url);
    target.search = new URLSearchParams({
      client_id: application.clientId,
      request_uri: requestUri,
    }).toString();
    const browser = new Browser();
    const page = await browser.open(target.href);
    const challenge = await browser.submit(page, { email: tomas.email, password: tomas.password });
    const answer = await browser.submit(challenge, { code: codeOf(tomas.secret ?? '') });
    expect((await application.redeem(answer)).claims()?.amr).to.include('mfa');
  });
});

describe('an application of somebody else', () => {
  it('gets what the person agrees to, and nothing when she does not', async () => {
    const { application, greta } = await createWorld({ client: { first_party: false } });
    const { browser, answer } = await signIn(application, greta);
    expect(answer.name).to.equal('consent');
    expect(application.errorOf(await browser.submit(answer, { action: 'cancel' }))).to.equal('access_denied');
    const again = await application.start(browser);
    expect(again.name).to.equal('consent');
    expect((await application.redeem(await browser.submit(again))).claims()?.amr).to.deep.equal(['pwd']);
    expect((await application.start(browser)).location).to.contain('code=');
  });
});

describe('the organization parameter', () => {
  it('narrows the claim, and refuses an organization of others', async () => {
    const { application, tomas, slug } = await createWorld({ enforcement: everyoneNow });
    const scope = 'openid organization';
    const { browser, answer } = await signIn(application, tomas, {
      parameters: { scope, organization: slug },
    });
    expect(Object.keys((await application.redeem(answer)).claims()?.organization ?? {})).to.deep.equal([
      slug,
    ]);
    const refused = await application.start(browser, { scope, organization: 'somebody-elses' });
    expect(application.errorOf(refused)).to.equal('access_denied');
  });
});

describe('another account in the same browser', () => {
  it('gets a session of its own', async () => {
    const { application, tomas, greta } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await signIn(application, tomas);
    const first = await application.redeem(answer);
    const { answer: switched } = await signIn(application, greta, {
      browser,
      parameters: { prompt: 'login' },
    });
    const second = await application.redeem(switched);
    expect(second.claims()?.sub).not.to.equal(first.claims()?.sub);
    expect(second.claims()?.amr).to.deep.equal(['pwd']);
    expect(await errorOf(application.refresh(first.refresh_token ?? ''))).to.equal('invalid_grant');
  });
});

describe('a machine', () => {
  it('gets a token without person or role, and only for its own scope', async () => {
    const { server, slug } = await createWorld();
    const machine = { client_id: `${slug}-machine`, client_secret: 'machine-secret' };
    await seed(server, {
      clients: [
        {
          ...machine,
          grant_types: ['client_credentials'],
          redirect_uris: [],
          scope: 'operator',
          response_types: [],
        },
      ],
    });
    const ask = (scope: string) =>
      fetch(`${server.issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          scope,
          resource: `${server.issuer}/api/v1`,
        }),
        headers: {
          authorization: `Basic ${Buffer.from(`${machine.client_id}:${machine.client_secret}`).toString('base64')}`,
        },
      });
    const answer = await ask('operator');
    expect(answer.status, await answer.clone().text()).to.equal(200);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const payload = decodeJwt(token);
    expect([payload.sub, payload.scope, payload.amr]).to.deep.equal([
      machine.client_id,
      'operator',
      undefined,
    ]);
    expect((await ask('openid')).status).to.equal(400);
  });
});

import { expect } from 'chai';
import * as oidc from 'openid-client';
import { publicApplication } from '../../attacks/support/relaxed-application.ts';
import type { Application } from '../../harness/application.ts';
import { travel } from '../../harness/clock.ts';
import { createWorld, everyoneNow, signIn, type World } from '../../harness/world.ts';
import { refusedWith } from '../support/refused.ts';
import { hour, minute } from './support/visits.ts';

/** The tokens of a session of which MFA is required; it ends when it is idle for an hour. */
async function tokensOf({ application, tomas }: World, parameters: Record<string, string> = {}) {
  const { browser, answer } = await signIn(application, tomas, { parameters });
  return application.redeem(answer.name === 'consent' ? await browser.submit(answer) : answer);
}

async function userinfo({ server }: World, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${server.issuer}/me`, { headers })).status;
}

describe('a grant of a session of which MFA is required', () => {
  it('ruling 9: goes on as long as it is refreshed within the hour', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    let token = (await tokensOf(world)).refresh_token ?? '';
    for (let count = 0; count < 3; count += 1) {
      travel(hour - minute);
      token = (await world.application.refresh(token)).refresh_token ?? '';
    }
    travel(hour + minute);
    expect(await refusedWith(world.application.refresh(token))).to.equal('invalid_grant');
  });

  it('ruling 9: is not kept alive by reading claims with its access token', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const tokens = await tokensOf(world);
    travel(4 * minute);
    expect(await userinfo(world, tokens.access_token)).to.equal(200);
    expect((await oidc.tokenIntrospection(world.application.config, tokens.access_token)).active).to.equal(
      true,
    );
    travel(hour - 3 * minute);
    const refresh = world.application.refresh(tokens.refresh_token ?? '');
    expect(await refusedWith(refresh)).to.equal('invalid_grant');
  });

  it('ruling 9: lives on when idle with offline access, and without it does not', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const offline = await tokensOf(world, { scope: 'openid offline_access', prompt: 'consent' });
    expect(offline.scope?.split(' ')).to.include('offline_access');
    travel(minute);
    const plain = await tokensOf(world);
    travel(hour + minute);
    expect(await refusedWith(world.application.refresh(plain.refresh_token ?? ''))).to.equal('invalid_grant');
    const refreshed = await world.application.refresh(offline.refresh_token ?? '');
    expect(refreshed.claims()?.amr).to.include('mfa');
  });
});

describe('introspection', () => {
  interface Introspected {
    readonly active: boolean;
    readonly client_id?: string;
  }

  /** As a client that has no secret. @see RFC 7662 section 2.1 */
  async function askPublicly({ config, clientId }: Application, token: string): Promise<Introspected> {
    const answer = await fetch(config.serverMetadata().introspection_endpoint ?? '', {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: clientId }),
    });
    expect(answer.status).to.equal(200);
    return (await answer.json()) as Introspected;
  }

  it('tells every client of its own tokens alone, a public one too', async () => {
    const world = await createWorld();
    const foreign = await tokensOf(world);
    const application = await publicApplication(world);
    const { answer } = await signIn(application, world.greta);
    const redeemed = await fetch(application.config.serverMetadata().token_endpoint ?? '', {
      method: 'POST',
      body: new URLSearchParams({ ...application.redemption(answer), client_id: application.clientId }),
    });
    const own = (await redeemed.json()) as { access_token: string };
    const told = await askPublicly(application, own.access_token);
    expect([told.active, told.client_id]).to.deep.equal([true, application.clientId]);
    expect(await askPublicly(application, foreign.access_token)).to.deep.equal({ active: false });
    const others = await oidc.tokenIntrospection(world.otherApplication.config, foreign.access_token);
    expect(others).to.deep.equal({ active: false });
    const asked = await oidc.tokenIntrospection(world.application.config, foreign.access_token);
    expect([asked.active, asked.client_id]).to.deep.equal([true, world.application.clientId]);
    expect(asked.auth_time, 'as the ID token says').to.equal(foreign.claims()?.auth_time);
  });
});

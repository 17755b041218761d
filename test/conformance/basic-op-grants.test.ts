import { expect } from 'chai';
import { travel } from '../harness/clock.ts';
import { forBothUsers, type PlanClient, type Run } from './support/plan.ts';
import {
  askForTokens,
  authorize,
  checkedTokens,
  redeem,
  tokensOf,
  userinfo,
  userinfoOf,
} from './support/relying-party.ts';

const offline = { scope: 'openid offline_access', prompt: 'consent' };

function refresh(run: Run, client: PlanClient, refreshToken: string): Promise<Response> {
  return askForTokens(run, client, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

async function expectInvalidGrant(response: Response): Promise<void> {
  expect(response.status).to.equal(400);
  expect(await response.json()).to.include({ error: 'invalid_grant' });
}

forBothUsers('Basic OP, codes and refresh tokens', (module) => {
  /** A code that comes twice was stolen, so everything that it gave goes too. @see RFC 6749 section 4.1.2 */
  async function expectOneUse(run: Run, secondsBetween: number): Promise<void> {
    const flow = await authorize(run, offline);
    const { accessToken, refreshToken } = await tokensOf(run, flow);
    expect((await userinfo(run, accessToken)).status).to.equal(200);
    travel(secondsBetween);
    await expectInvalidGrant(await redeem(run, flow));
    expect((await userinfo(run, accessToken)).status).to.equal(401);
    await expectInvalidGrant(await refresh(run, flow.client, refreshToken));
  }

  module('oidcc-codereuse', (run) => expectOneUse(run, 0));

  module('oidcc-codereuse-30seconds', (run) => expectOneUse(run, 30));

  module('oidcc-refresh-token', async (run) => {
    const flow = await authorize(run, offline);
    const first = await tokensOf(run, flow);
    travel(5);
    const second = await checkedTokens(run, flow, await refresh(run, flow.client, first.refreshToken));
    const { claims } = second;
    expect(claims).to.include({ sub: first.claims.sub, auth_time: first.claims.auth_time });
    expect(claims.iat).to.be.greaterThan(Number(first.claims.iat));
    expect(second.accessToken).not.to.equal(first.accessToken);
    await userinfoOf(run, second);
    await expectInvalidGrant(await refresh(run, run.clients.second, second.refreshToken));
    // The new one replaces the old one, and whoever comes with the old one ends both.
    await expectInvalidGrant(await refresh(run, flow.client, first.refreshToken));
    await expectInvalidGrant(await refresh(run, flow.client, second.refreshToken));
  });
});

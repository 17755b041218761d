import { expect } from 'chai';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { openReceiver, type Receiver } from '../harness/receiver.ts';
import { sharedServer } from '../harness/server.ts';
import { expectBackSignedOut, logOut } from './support/logout.ts';
import { forBothUsers, type PlanClient, postLogoutUri, type Run } from './support/plan.ts';
import { authorize, keySetOf, tokensOf } from './support/relying-party.ts';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/** @see OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.6 */
async function expectLogoutToken(
  run: Run,
  client: PlanClient,
  token: string,
  session: object,
): Promise<void> {
  const { payload } = await jwtVerify(token, createLocalJWKSet(await keySetOf(run)), {
    issuer: run.issuer,
    audience: client.clientId,
    algorithms: ['RS256'],
    typ: 'logout+jwt',
    requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti', 'events'],
  });
  expect(payload).to.deep.include({ ...session, events: { [logoutEvent]: {} } });
  expect(payload).not.to.have.property('nonce');
  expect(Number(payload.exp) - Number(payload.iat)).to.be.within(1, 120);
}

forBothUsers('Back-channel logout', (module) => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await openReceiver();
  });

  afterEach(() => receiver.close());

  module('oidcc-backchannel-logout-discovery-endpoint-verification', async (run) => {
    expect(run.metadata).to.include({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });

  module('oidcc-backchannel-rp-initiated-logout', async (run) => {
    const client = await run.register({
      backchannel_logout_uri: receiver.uri,
      backchannel_logout_session_required: true,
    });
    const { idToken, claims } = await tokensOf(run, await authorize(run, {}, client));
    expect(claims.sid).to.be.a('string');
    const request = {
      id_token_hint: idToken,
      post_logout_redirect_uri: postLogoutUri,
      state: 'after logout',
    };
    await expectBackSignedOut(run, await logOut(run, request), { state: request.state });
    await (await sharedServer()).countersign.jobs.runDue(new Date());
    expect(receiver.received).to.have.length(1);
    const [token = ''] = receiver.received;
    await expectLogoutToken(run, client, token, { sub: claims.sub, sid: claims.sid });
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { decodeJwt, UnsecuredJWT } from 'jose';
import {
  askToLogOut,
  expectBackSignedOut,
  expectSignedIn,
  expectSignedOut,
  expectSignedOutPage,
  logOut,
} from './support/logout.ts';
import { forBothUsers, postLogoutUri, type Run } from './support/plan.ts';
import { authorize, expectErrorPage, type Parameters, tokensOf, userinfo } from './support/relying-party.ts';

/** Signs in and answers what an application sends to sign out. */
async function signedIn(run: Run) {
  const tokens = await tokensOf(run, await authorize(run));
  const request = {
    id_token_hint: tokens.idToken,
    post_logout_redirect_uri: postLogoutUri,
    state: randomUUID(),
  };
  return { ...tokens, request };
}

/** Requires an error page instead of a redirect, and that the session goes on. */
async function expectRefused(run: Run, change: (idToken: string) => Parameters): Promise<void> {
  const { request, idToken } = await signedIn(run);
  expectErrorPage({ answer: await askToLogOut(run, { ...request, ...change(idToken) }) });
  await expectSignedIn(run);
}

forBothUsers('RP-initiated logout', (module) => {
  module('oidcc-rp-initiated-logout-discovery-endpoint-verification', async (run) => {
    expect(run.metadata.end_session_endpoint).to.equal(`${run.issuer}/session/end`);
  });

  module('oidcc-rp-initiated-logout', async (run) => {
    const { request, accessToken } = await signedIn(run);
    await expectBackSignedOut(run, await logOut(run, request), { state: request.state });
    expect((await userinfo(run, accessToken)).status).to.equal(401);
  });

  module('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', async (run) => {
    await expectRefused(run, () => ({ post_logout_redirect_uri: `${postLogoutUri}/${randomUUID()}` }));
  });

  module('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri', async (run) => {
    await expectRefused(run, () => ({ post_logout_redirect_uri: `${postLogoutUri}?added=yes` }));
  });

  module('oidcc-rp-initiated-logout-modified-id-token-hint', async (run) => {
    await expectRefused(run, (idToken) => ({ id_token_hint: new UnsecuredJWT(decodeJwt(idToken)).encode() }));
  });

  module('oidcc-rp-initiated-logout-bad-id-token-hint', async (run) => {
    await expectRefused(run, () => ({ id_token_hint: 'this.is.none' }));
  });

  module('oidcc-rp-initiated-logout-no-id-token-hint', async (run) => {
    const { request } = await signedIn(run);
    // Nothing says whose address it is, so the person stays here.
    await expectSignedOutPage(run, await logOut(run, { ...request, id_token_hint: undefined }));
  });

  module('oidcc-rp-initiated-logout-no-params', async (run) => {
    await signedIn(run);
    await expectSignedOutPage(run, await logOut(run, {}));
  });

  module('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', async (run) => {
    const { request } = await signedIn(run);
    await expectSignedOutPage(run, await logOut(run, { ...request, post_logout_redirect_uri: undefined }));
  });

  module('oidcc-rp-initiated-logout-no-state', async (run) => {
    const { request } = await signedIn(run);
    await expectBackSignedOut(run, await logOut(run, { ...request, state: undefined }), {});
  });

  module('oidcc-rp-initiated-logout-only-state', async (run) => {
    const { request } = await signedIn(run);
    await expectSignedOutPage(run, await logOut(run, { state: request.state }));
    await expectSignedOut(run);
  });
});

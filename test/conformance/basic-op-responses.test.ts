import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { forBothUsers, redirectUri } from './support/plan.ts';
import {
  authorize,
  callbackOf,
  endpoint,
  expectErrorPage,
  keySetOf,
  logIn,
  redeem,
  requestOf,
  start,
  tokensOf,
  userinfoOf,
} from './support/relying-party.ts';

forBothUsers('Basic OP, requests and responses', (module) => {
  module('oidcc-server', async (run) => {
    const flow = await authorize(run);
    expect(flow.pages).to.deep.equal([...run.signInPages, 'consent']);
    expect(callbackOf(run, flow)).to.have.all.keys('code');
    const tokens = await tokensOf(run, flow);
    expect(await userinfoOf(run, tokens)).to.have.all.keys('sub');
  });

  module('oidcc-response-type-missing', async (run) => {
    const back = callbackOf(run, await start(run, { response_type: undefined }));
    expect(back.error).to.equal('invalid_request');
    expect(back).not.to.have.property('code');
  });

  module('oidcc-idtoken-signature', async (run) => {
    const { idToken } = await tokensOf(run, await authorize(run));
    const header = decodeProtectedHeader(idToken);
    expect(header.alg).to.equal('RS256');
    const keySet = await keySetOf(run);
    expect(keySet.keys.filter(({ kid }) => kid === header.kid)).to.have.length(1);
    const [head, payload, signature = ''] = idToken.split('.');
    const forged = [
      head,
      payload,
      signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`,
    ];
    const failure = await jwtVerify(forged.join('.'), createLocalJWKSet(keySet)).catch((error) => error.code);
    expect(failure).to.equal('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
  });

  // The product never issues one: the algorithm is not offered, and no client can be registered for it.
  module('oidcc-idtoken-unsigned', async (run) => {
    expect(run.metadata.id_token_signing_alg_values_supported)
      .to.be.an('array')
      .that.does.not.include('none');
    const refusal = await run.register({ id_token_signed_response_alg: 'none' }).catch(String);
    expect(refusal).to.be.a('string').that.contains('id_token_signed_response_alg');
  });

  module('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async (run) => {
    const { claims } = await tokensOf(run, await authorize(run, { nonce: undefined }));
    expect(claims).not.to.have.property('nonce');
  });

  module('oidcc-alternate-happy-flow', async (run) => {
    const sent = requestOf(run.clients.first, { scope: 'email openid' });
    const reversed = new URLSearchParams(Object.entries(sent).toReversed());
    const answer = await run.browser.open(`${endpoint(run, 'authorization')}?${reversed}`);
    const flow = await logIn(run, { client: run.clients.first, sent, answer, pages: [] });
    const tokens = await tokensOf(run, flow);
    expect(tokens.claims).not.to.have.property('email');
    expect(await userinfoOf(run, tokens)).to.include({ email: run.email, email_verified: true });
  });

  module('oidcc-ensure-request-with-unknown-parameter-succeeds', async (run) => {
    const flow = await authorize(run, { surprise: 'nobody knows this one' });
    expect(callbackOf(run, flow)).to.have.all.keys('code');
    await tokensOf(run, flow);
  });

  module('oidcc-ensure-registered-redirect-uri', async (run) => {
    expectErrorPage(await start(run, { redirect_uri: `${redirectUri}/${randomUUID()}` }));
  });

  module('oidcc-ensure-post-request-succeeds', async (run) => {
    const sent = requestOf(run.clients.first);
    const answer = await run.browser.follow(await run.browser.post(endpoint(run, 'authorization'), sent));
    const flow = await logIn(run, { client: run.clients.first, sent, answer, pages: [] });
    expect(flow.pages).to.deep.equal([...run.signInPages, 'consent']);
    await tokensOf(run, flow);
  });

  module('oidcc-server-client-secret-post', async (run) => {
    const { post } = run.clients;
    expect(run.metadata.token_endpoint_auth_methods_supported).to.include(post.auth);
    const flow = await authorize(run, {}, post);
    const refused = await redeem(run, { ...flow, client: { ...post, secret: 'another secret' } });
    expect(refused.status).to.equal(401);
    expect(await refused.json()).to.include({ error: 'invalid_client' });
    await userinfoOf(run, await tokensOf(run, flow));
  });

  module('oidcc-ensure-request-with-valid-pkce-succeeds', async (run) => {
    const verifier = `${randomUUID()}-${randomUUID()}`;
    const challenge = {
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    for (const wrong of [{}, { code_verifier: `${randomUUID()}-${randomUUID()}` }]) {
      const refused = await redeem(run, await authorize(run, challenge), wrong);
      expect(refused.status).to.equal(400);
      expect(await refused.json()).to.include({ error: 'invalid_grant' });
    }
    await tokensOf(run, await authorize(run, challenge), { code_verifier: verifier });
  });
});

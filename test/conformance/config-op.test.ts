import { expect } from 'chai';
import { allScopes, claimsByScope, forBothUsers } from './support/plan.ts';
import { keySetOf } from './support/relying-party.ts';

forBothUsers('Config OP', (module) => {
  module('oidcc-discovery-endpoint-verification', async (run) => {
    const { metadata, issuer } = run;
    expect(metadata.issuer).to.equal(issuer);
    for (const name of ['authorization', 'token', 'userinfo', 'end_session', 'introspection', 'revocation']) {
      expect(new URL(String(metadata[`${name}_endpoint`])).origin, name).to.equal(issuer);
    }
    expect(metadata).to.deep.include({
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      code_challenge_methods_supported: ['S256'],
      claims_parameter_supported: true,
      request_uri_parameter_supported: false,
      authorization_response_iss_parameter_supported: true,
      ui_locales_supported: ['en', 'de', 'fr', 'nl'],
    });
    expect(metadata.scopes_supported).to.include.members([
      ...allScopes.split(' '),
      'offline_access',
      'organization',
    ]);
    expect(metadata.response_modes_supported).to.include('query');
    expect(metadata.grant_types_supported).to.include.members(['authorization_code', 'refresh_token']);
    expect(metadata.id_token_signing_alg_values_supported).to.have.members(['RS256', 'ES256']);
    const methods = ['client_secret_basic', 'client_secret_post'];
    expect(metadata.token_endpoint_auth_methods_supported).to.include.members(methods);
    const levels = [1, 2, 3].map((level) => `urn:countersign:acr:${level}`);
    expect(metadata.acr_values_supported).to.deep.equal(levels);
    const standard = Object.values(claimsByScope).flatMap((claims) => Object.keys(claims));
    const own = ['sub', 'iss', 'auth_time', 'acr', 'amr', 'mfa_time', 'organization'];
    expect(metadata.claims_supported).to.include.members([...standard, ...own, 'email', 'email_verified']);
    await expectPublicKeys(await keySetOf(run));
  });
});

/** Keys to verify with, each under a name of its own, and nothing to sign with. @see RFC 7517 section 4 */
async function expectPublicKeys({ keys }: Awaited<ReturnType<typeof keySetOf>>): Promise<void> {
  expect(keys.map(({ alg }) => alg)).to.include.members(['RS256', 'ES256']);
  expect(new Set(keys.map(({ kid }) => kid)).size).to.equal(keys.length);
  for (const key of keys) {
    expect(key.use).to.equal('sig');
    expect(key).not.to.have.any.keys('d', 'p', 'q', 'dp', 'dq', 'qi', 'k');
  }
}

import * as oidc from 'openid-client';

const config = await oidc.discovery(
  new URL('http://localhost:3000'),
  'crm',
  'a long random secret',
  undefined,
  {
    execute: [oidc.allowInsecureRequests], // http on loopback only
  },
);
const verifier = oidc.randomPKCECodeVerifier();
const signIn = oidc.buildAuthorizationUrl(config, {
  redirect_uri: 'http://127.0.0.1:5000/cb',
  scope: 'openid organization',
  code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  acr_values: 'urn:countersign:acr:2', // wish for a second factor even where no organization asks for one
});
// send the browser to `signIn`; when it comes back to the redirect URI:
const finish = async (callback: URL) => {
  const tokens = await oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier });
  const claims = tokens.claims();
  const hasMfa = Array.isArray(claims?.amr) && claims.amr.includes('mfa');
  return { claims, hasMfa };
};

export { finish, signIn };

import { createServer } from 'node:http';
import * as oidc from 'openid-client';

const redirectUri = new URL('http://127.0.0.1:5810/cb');
const config = await oidc.discovery(
  new URL('http://localhost:3000'),
  'crm',
  'a long random secret',
  undefined,
  { execute: [oidc.allowInsecureRequests] }, // http on loopback only
);
const verifiers = new Map(); // of sign-ins under way, by their state; in real life in the browser's session

async function startSignIn() {
  const [state, verifier] = [oidc.randomState(), oidc.randomPKCECodeVerifier()];
  verifiers.set(state, verifier);
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri.href,
    scope: 'openid organization',
    state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    acr_values: 'urn:countersign:acr:2', // wish for a second factor even where no organization asks for one
  });
}

const server = createServer(async (request, response) => {
  const address = new URL(request.url ?? '/', redirectUri);
  if (address.pathname !== redirectUri.pathname)
    return response.writeHead(303, { location: (await startSignIn()).href }).end();
  const state = address.searchParams.get('state') ?? '';
  try {
    if (!verifiers.has(state)) throw new Error('this sign-in was not begun here');
    const checks = { expectedState: state, pkceCodeVerifier: verifiers.get(state) };
    const claims = (await oidc.authorizationCodeGrant(config, address, checks)).claims();
    const hasMfa = Array.isArray(claims?.amr) && claims.amr.includes('mfa');
    response.end(JSON.stringify({ hasMfa, claims }, null, 2));
  } catch (error) {
    response.writeHead(400).end(`not signed in: ${error}`);
  } finally {
    verifiers.delete(state);
  }
});
server.listen(Number(redirectUri.port), '127.0.0.1', () => console.log(`open ${redirectUri.origin}`));

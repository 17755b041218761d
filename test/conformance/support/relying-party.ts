import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { Answer } from '../../harness/browser.ts';
import { password } from '../../harness/world.ts';
import { type PlanClient, type Run, redirectUri } from './plan.ts';

/** Replace or add to what an application sends by itself; undefined leaves a parameter out. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** One authorization request and how far the browser came with it. */
export interface Flow {
  readonly client: PlanClient;
  readonly sent: Readonly<Record<string, string>>;
  readonly answer: Answer;
  /** Pages that were passed. */
  readonly pages: readonly string[];
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken: string;
  readonly claims: JWTPayload & Readonly<Record<string, unknown>>;
}

/** The parameters of an authorization request of the code flow. */
export function requestOf(client: PlanClient, parameters: Parameters = {}): Record<string, string> {
  const all: Parameters = {
    client_id: client.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: randomUUID(),
    nonce: randomUUID(),
    ...parameters,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never;
}

/** Sends the browser to the authorization endpoint and stops at the first page, or back at the application. */
export async function start(
  run: Run,
  parameters: Parameters = {},
  client: PlanClient = run.clients.first,
): Promise<Flow> {
  const sent = requestOf(client, parameters);
  const answer = await run.browser.open(`${endpoint(run, 'authorization')}?${new URLSearchParams(sent)}`);
  return { client, sent, answer, pages: [] };
}

/** Passes every page that comes up, until the browser is back at the application. */
export async function logIn(run: Run, flow: Flow): Promise<Flow> {
  const pages: string[] = [];
  let { answer } = flow;
  while (answer.location === null && pages.length < 8) {
    pages.push(answer.name ?? `status ${answer.status}`);
    answer = await run.browser.submit(answer, fieldsOf(run, answer));
  }
  return { ...flow, answer, pages };
}

/** A whole authorization with whatever pages it takes. */
export async function authorize(run: Run, parameters: Parameters = {}, client?: PlanClient): Promise<Flow> {
  return logIn(run, await start(run, parameters, client));
}

function fieldsOf(run: Run, { name, body }: Answer): Record<string, string> {
  switch (name) {
    case 'password':
      return { email: run.email, password };
    case 'challenge':
      return { code: run.nextCode() };
    case 'enroll':
      return { action: 'later' };
    case 'consent':
      return {};
    default:
      throw new Error(`nobody expected the page ${name}: ${body.slice(0, 500)}`);
  }
}

/**
 * The parameters that came back in the query; state and issuer are checked.
 * @see RFC 6749 section 4.1.2, RFC 9207 section 2.4
 */
export function callbackOf(run: Run, { sent, answer }: Flow): Record<string, string> {
  const location = new URL(answer.location ?? `about:${answer.name}`);
  expect(location.origin + location.pathname).to.equal(redirectUri);
  expect(location.hash).to.equal('');
  const { state, iss, ...rest } = Object.fromEntries(location.searchParams);
  expect(state).to.equal(sent.state);
  expect(iss).to.equal(run.issuer);
  return rest;
}

/** Requires an error page of the provider: nothing of it reached the application. */
export function expectErrorPage({ answer }: Pick<Flow, 'answer'>): void {
  expect(answer.location).to.equal(null);
  expect(answer.status).to.equal(400);
  expect(answer.headers.get('content-type')).to.match(/^text\/html/);
  expect(answer.name).to.equal('error');
}

/** Redeems the code of a flow; the answer is left unchecked. */
export async function redeem(run: Run, flow: Flow, more: Parameters = {}): Promise<Response> {
  const { code = '' } = callbackOf(run, flow);
  const body = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...more };
  return askForTokens(run, flow.client, body);
}

/** A request at the token endpoint with the client's own way to authenticate. @see RFC 6749 section 2.3.1 */
export async function askForTokens(run: Run, client: PlanClient, parameters: Parameters): Promise<Response> {
  const { clientId, secret, auth } = client;
  const body = new URLSearchParams(parameters as Record<string, string>);
  const headers = new Headers();
  if (auth === 'client_secret_post') {
    body.set('client_id', clientId);
    body.set('client_secret', secret);
  } else {
    const encoded = [clientId, secret].map(encodeURIComponent).join(':');
    headers.set('authorization', `Basic ${Buffer.from(encoded).toString('base64')}`);
  }
  return fetch(endpoint(run, 'token'), { method: 'POST', headers, body });
}

/** Redeems the code and checks all that has to be true of the answer. @see OpenID Connect Core 1.0 section 3.1.3 */
export async function tokensOf(run: Run, flow: Flow, more: Parameters = {}): Promise<Tokens> {
  return checkedTokens(run, flow, await redeem(run, flow, more));
}

export async function checkedTokens(run: Run, flow: Flow, response: Response): Promise<Tokens> {
  const body = (await response.json()) as Record<string, string>;
  expect(response.status, JSON.stringify(body)).to.equal(200);
  expect(response.headers.get('cache-control')).to.equal('no-store');
  expect(body.token_type).to.equal('Bearer');
  expect(body.expires_in).to.be.a('number').greaterThan(0);
  const { access_token: accessToken = '', refresh_token: refreshToken = '', id_token: idToken = '' } = body;
  expect(accessToken).to.match(/^[\x21-\x7e]+$/);
  return { accessToken, refreshToken, idToken, claims: await checkedClaims(run, flow, idToken) };
}

/** Verifies an ID token as section 3.1.3.7 asks, and that it states what this user has proven. */
async function checkedClaims(run: Run, { client, sent }: Flow, idToken: string): Promise<Tokens['claims']> {
  const { payload: claims } = await jwtVerify(idToken, createLocalJWKSet(await keySetOf(run)), {
    issuer: run.issuer,
    audience: client.clientId,
    algorithms: ['RS256'],
    requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time'],
  });
  expect(claims.sub).to.match(/^[\x21-\x7e]{1,255}$/);
  expect(claims.nonce).to.equal(sent.nonce);
  expect(claims.auth_time).to.be.a('number').most(Number(claims.iat));
  expect(claims.amr).to.deep.equal(run.expected.amr);
  expect(claims.acr).to.equal(run.expected.acr);
  return claims;
}

export async function keySetOf(run: Run): Promise<JSONWebKeySet> {
  return (await (await fetch(String(run.metadata.jwks_uri))).json()) as JSONWebKeySet;
}

/** The address of an endpoint, from discovery. */
export function endpoint(
  { metadata }: Pick<Run, 'metadata'>,
  name: 'authorization' | 'end_session' | 'token' | 'userinfo',
): string {
  return String(metadata[`${name}_endpoint`]);
}

export type UserinfoMethod = 'get' | 'post-header' | 'post-body';

/** Asks the userinfo endpoint in one of the three ways. @see OpenID Connect Core 1.0 section 5.3.1, RFC 6750 section 2 */
export async function userinfo(run: Run, accessToken: string, method: UserinfoMethod = 'get') {
  const headers = { authorization: `Bearer ${accessToken}` };
  const body = new URLSearchParams({ access_token: accessToken });
  const requests: Record<UserinfoMethod, RequestInit> = {
    get: { headers },
    'post-header': { method: 'POST', headers },
    'post-body': { method: 'POST', body },
  };
  return fetch(endpoint(run, 'userinfo'), requests[method]);
}

/** The claims of the userinfo endpoint, which are about the same person as the ID token. */
/** What userinfo says about the sign-in, whatever was asked: the same as the ID token. */
const ofTheSignIn = ['amr', 'acr', 'auth_time', 'mfa_time'];

/** What userinfo says about the person. */
export async function userinfoOf(run: Run, { accessToken, claims }: Tokens, method?: UserinfoMethod) {
  const response = await userinfo(run, accessToken, method);
  expect(response.status).to.equal(200);
  expect(response.headers.get('content-type')).to.match(/^application\/json/);
  const info = (await response.json()) as Record<string, unknown>;
  expect(info.sub).to.equal(claims.sub);
  const said = (told: object) => Object.entries(told).filter(([name]) => ofTheSignIn.includes(name));
  expect(Object.fromEntries(said(info))).to.deep.equal(Object.fromEntries(said(claims)));
  return Object.fromEntries(Object.entries(info).filter(([name]) => !ofTheSignIn.includes(name)));
}

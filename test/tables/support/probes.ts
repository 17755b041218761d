import { expect } from 'chai';
import { apiOf } from '../../harness/api.ts';
import type { Application } from '../../harness/application.ts';
import { Browser } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { invite } from '../../harness/invitations.ts';
import { joinedBy, memberPath } from '../../harness/members.ts';
import { codeOf, createWorld, passPassword, signIn, type World } from '../../harness/world.ts';

/** One request over HTTP; sent again to the same rows it gets the same answer. */
export interface Probe {
  readonly what: string;
  /** Its line in the log has no number of a request. */
  readonly isQuiet?: boolean;
  send(): Promise<Response>;
}

type Post = readonly [url: string, fields: Readonly<Record<string, string>>];

/** Requests of all kinds, each of somebody of its own, so that none changes what another gets. */
export async function probesOf(world: World): Promise<readonly Probe[]> {
  const people = await joinedBy(world, {
    petra: 'member',
    dora: 'member',
    carl: 'member',
    cora: 'member',
    rosa: 'member',
    ulla: 'member',
    silas: 'member',
    ada: 'owner',
    ben: 'owner',
  });
  const { server } = world;
  const { issuer } = server;
  // Those that change nothing come first: what they read is the same whatever becomes of the others.
  return [
    { what: 'is the server ready', isQuiet: true, send: () => ask(`${issuer}/health/ready`) },
    ...(await readings(world, people)),
    await passwordForm(world, people.petra),
    await passwordFormWhereRemembered(world, people.dora),
    await challenge(world, people.carl),
    await silentSignIn(world, people.silas),
    ...(await tokens(world, people)),
    ...(await adminActions(world, people.ada)),
    await renaming(server),
    {
      what: 'a forgotten password',
      send: () => post(new Browser(), [`${issuer}/password/forgotten`, { email: people.petra.email }]),
    },
  ];
}

type Person = World['tomas'];

async function passwordForm(
  { application }: World,
  { email, password }: Person,
  browser = new Browser(),
): Promise<Probe> {
  const page = await application.start(browser);
  return { what: 'the password form', send: () => post(browser, [page.url, { email, password }]) };
}

/** The password is all that is asked there. */
async function passwordFormWhereRemembered(world: World, person: Person): Promise<Probe> {
  const { issuer } = world.server;
  const { browser, answer } = await passPassword(world.application, person);
  await browser.submit(answer, { code: codeOf(person.secret ?? '') });
  const cookie = (await browser.cookies(issuer)).find((each) =>
    each.startsWith(`${nameOfCookie(issuer, 'remembered')}=`),
  );
  expect(cookie).to.match(/=.{20}/);
  const fresh = new Browser();
  await fresh.jar.setCookie(`${cookie}; path=/`, issuer);
  const probe = await passwordForm(world, person, fresh);
  return { ...probe, what: 'the password form of a remembered browser' };
}

async function challenge({ application }: World, person: Person): Promise<Probe> {
  const { browser, answer } = await passPassword(application, person);
  expect(answer.name).to.equal('challenge');
  const send = () => post(browser, [answer.url, { code: codeOf(person.secret ?? '') }]);
  return { what: 'a right code', send };
}

async function silentSignIn({ application }: World, person: Person): Promise<Probe> {
  const { browser } = await signIn(application, person);
  const address = await application.authorizationUrl({ prompt: 'none' });
  return { what: 'an authorization request', send: () => ask(address, browser) };
}

async function readings(world: World, { ulla, ben }: Record<'ulla' | 'ben', Person>): Promise<Probe[]> {
  const { application, server, slug } = world;
  const api = await apiOf(world, ben);
  const { link } = await invite(world, api, { email: `nora@${slug}.example` });
  const members = (query: string) => () =>
    ask(`${server.issuer}/api/v1/organizations/${slug}/members${query}`, null, bearer(api.token));
  const { access_token: token } = await tokensOf(application, ulla);
  return [
    { what: 'the members', send: members('') },
    { what: 'members by name', send: members('?q=mina') },
    { what: 'the page of an invitation', send: () => ask(link) },
    { what: 'userinfo', send: () => ask(`${server.issuer}/me`, null, bearer(token)) },
    {
      what: 'introspection',
      send: () => postAs(application, `${server.issuer}/token/introspection`, { token }),
    },
  ];
}

async function tokens({ server, application }: World, { cora, rosa }: Record<'cora' | 'rosa', Person>) {
  const { refresh_token = '' } = await tokensOf(application, rosa);
  const { answer } = await signIn(application, cora);
  const redemption = application.redemption(answer);
  const token = (fields: Record<string, string>) => () =>
    postAs(application, `${server.issuer}/token`, fields);
  return [
    { what: 'a code', send: token(redemption) },
    { what: 'a refresh', send: token({ grant_type: 'refresh_token', refresh_token }) },
  ];
}

async function tokensOf(application: Application, person: Person) {
  const { answer } = await signIn(application, person, { parameters: { scope: 'openid email' } });
  return application.redeem(answer);
}

async function adminActions(world: World, ada: Person): Promise<Probe[]> {
  const { server, slug, mina, tomas } = world;
  const { token } = await apiOf(world, ada);
  const organization = `/organizations/${slug}`;
  const actions: readonly (readonly [what: string, method: string, path: string, body: unknown])[] = [
    ['an override', 'PATCH', await memberPath(world, tomas), { override: 'required', reason: 'a trial' }],
    ['a role', 'PATCH', await memberPath(world, mina), { role: 'admin' }],
    ['a policy', 'PUT', `${organization}/enforcement`, { preset: 'by-midnight', grace_days: 7 }],
    ['an invitation', 'POST', `${organization}/invitations`, { email: `otto@${slug}.example` }],
  ];
  return actions.map(([what, method, path, body]) => {
    const init = bearer(token, { 'content-type': 'application/json' });
    const request = { ...init, method, body: JSON.stringify(body) };
    return { what, send: () => ask(`${server.issuer}/api/v1${path}`, null, request) };
  });
}

/** Of an organization of its own: the answer tells of seats in use, which others change. */
async function renaming(server: World['server']): Promise<Probe> {
  const world = await createWorld({ server });
  const { token } = await apiOf(world, world.olivia);
  const init = bearer(token, { 'content-type': 'application/json' });
  const request = { ...init, method: 'PATCH', body: JSON.stringify({ name: 'Renamed' }) };
  const url = `${server.issuer}/api/v1/organizations/${world.slug}`;
  return { what: 'the name of an organization', send: () => ask(url, null, request) };
}

function bearer(token: string, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return { headers: { authorization: `Bearer ${token}`, ...headers } };
}

/** With the credentials of an application. */
function postAs(application: Application, url: string, fields: Record<string, string>): Promise<Response> {
  const headers = application.credentials();
  return ask(url, null, { method: 'POST', headers, body: new URLSearchParams(fields) });
}

/** Cookies go along and are not kept: the next request finds them as they were. */
async function ask(url: string, browser: Browser | null = null, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (browser !== null) {
    headers.set('accept', 'text/html');
    headers.set('cookie', await browser.jar.getCookieString(url));
  }
  return fetch(url, { ...init, headers, redirect: 'manual' });
}

function post(browser: Browser, [url, fields]: Post): Promise<Response> {
  const body = new URLSearchParams({ action: 'continue', ...fields });
  return ask(url, browser, { method: 'POST', body });
}

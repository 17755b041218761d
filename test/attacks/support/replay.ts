import type { Answer, Browser } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
}

/** One way to bring something along that an earlier answer contained. */
export interface Carrier {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Paths that are no link or document of the server, but that somebody would try. */
const guessed = [
  '/',
  '/account',
  '/account/authenticators',
  '/api/v1',
  '/api/v1/me',
  '/api/v1/me/authenticators',
  '/api/v1/me/recovery-codes',
  '/api/v1/me/sessions',
  '/api/v1/openapi.json',
  '/assets',
  '/console',
  '/development/mailbox',
  '/health',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/reg',
  '/session',
  '/session/end/confirm',
  '/session/end/success',
];

/** Endpoints of discovery, as paths. */
export async function discoveredPaths(issuer: string): Promise<string[]> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  const document = (await response.json()) as Record<string, unknown>;
  const addresses = Object.values(document).filter((value) => typeof value === 'string');
  const own = addresses.filter((address) => address.startsWith(`${issuer}/`));
  return ['/.well-known/openid-configuration', ...own.map((address) => new URL(address).pathname)];
}

/** What pages link to on the server itself: stylesheets, forms, images. */
export function linkedPaths(issuer: string, answers: readonly Answer[]): string[] {
  const linked = answers.flatMap(({ page, url }) =>
    page
      .querySelectorAll('[href], [src], [action]')
      .flatMap((element) => ['href', 'src', 'action'].map((name) => element.getAttribute(name) ?? ''))
      .map((address) => new URL(address, url)),
  );
  return linked.filter(({ origin }) => origin === issuer).map(({ pathname }) => pathname);
}

/** Every path that is known of the server, with the pages of one organization's console and API. */
export function routesOf(paths: readonly string[], slug: string): Route[] {
  const managed = [`/console/${slug}`, `/api/v1/organizations/${slug}`].flatMap((base) => [
    base,
    `${base}/members`,
    `${base}/enforcement`,
    `${base}/activity.csv`,
  ]);
  const all = [...new Set([...paths, ...guessed, ...managed])];
  return all.flatMap((path) => methodsOf(path).map((method) => ({ method, path })));
}

function methodsOf(path: string): Route['method'][] {
  return /^\/(?:api|account|console)/.test(path) ? ['GET', 'POST', 'DELETE'] : ['GET', 'POST'];
}

/** Opens an address and keeps every answer on the way, redirects included. */
export async function recorded(browser: Browser, first: Answer): Promise<Answer[]> {
  const answers = [first];
  let current = first;
  while (current.location !== null && new URL(current.location).origin === new URL(first.url).origin) {
    current = await browser.request(current.location);
    answers.push(current);
  }
  return answers;
}

/** `name=value` of every cookie that was ever set, also of those that are gone again; what removes them has no value. */
export function cookiesOf(answers: readonly Answer[]): string[] {
  const all = answers.flatMap(({ headers }) => headers.getSetCookie());
  const lines = all.filter((line) => !/; expires=Thu, 01 Jan 1970/i.test(line));
  return [...new Set(lines.map((line) => line.split(';')[0] ?? ''))].filter((pair) => !pair.endsWith('='));
}

/** Whatever looks like a ticket in addresses, headers, cookies and pages: 20 or more characters in a row, digits among them. */
export function ticketsOf(answers: readonly Answer[]): string[] {
  const texts = answers.flatMap(({ url, body, headers }) => [url, withoutStyle(body), ...headers.values()]);
  const words = [...texts, ...cookiesOf(answers)].flatMap((text) => text.match(/[\w-]{20,}/g) ?? []);
  return [...new Set(words)].filter((word) => /\d/.test(word));
}

/** Class names and the picture in the page are the same for everybody. */
function withoutStyle(body: string): string {
  return body.replaceAll(/data:image[^"]*|class="[^"]*"/g, '');
}

/** Each ticket alone and all together: as a cookie of every name, as a Bearer token, as Basic credentials. */
export function carriersOf(answers: readonly Answer[], clientId: string): Carrier[] {
  const [pairs, tickets] = [cookiesOf(answers), ticketsOf(answers)];
  const name = nameOfCookie(answers[0]?.url ?? '', 'session');
  const singly = [
    ...pairs.map((pair) => carry(`the cookie ${pair}`, { cookie: pair })),
    ...tickets.flatMap(waysOf),
  ];
  return [carry('all cookies', { cookie: pairs.join('; ') }), ...singly, ...together(pairs, tickets, name)];

  // Credentials and cookies are looked at by different routes, so one request can try a ticket as both.
  function waysOf(ticket: string): Carrier[] {
    const half = Math.floor(ticket.length / 2);
    const chunks = `${name}.0=${ticket.slice(0, half)}; ${name}.1=${ticket.slice(half)}`;
    const signature = pairs.find((pair) => /-interaction\.sig=/.test(pair))?.split('=')[1] ?? '';
    const [session, secret] = [`${name}=${ticket}; ${name}.sig=${signature}`, basic(`${clientId}:${ticket}`)];
    return [
      carry(`Bearer and session ${ticket}`, { authorization: `Bearer ${ticket}`, cookie: session }),
      carry(`Basic and chunks of ${ticket}`, { authorization: secret, cookie: chunks }),
    ];
  }
}

/** @param name of the cookie of a session */
function together(pairs: readonly string[], tickets: readonly string[], name: string): Carrier[] {
  const asSession = tickets.map((ticket) => `${name}=${ticket}`);
  const cookie = [...pairs, ...asSession].join('; ');
  return [
    carry('everything as cookies and Bearer', { cookie, authorization: `Bearer ${tickets.join('')}` }),
    carry('everything as cookies and Basic', { cookie, authorization: basic(tickets.join(':')) }),
  ];
}

function carry(name: string, headers: Readonly<Record<string, string>>): Carrier {
  return { name, headers };
}

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

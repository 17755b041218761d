import { drawnAspects } from './aspects.ts';
import { type Body, bodyFor } from './bodies.ts';
import type { Catalogue, Parameter, Route } from './catalogue.ts';
import { type Names, type TokenKind, tokenKinds, valuesFor } from './names.ts';
import { isLeftOut, shaped } from './parameters.ts';
import { randomOf } from './random.ts';
import { fitting, type Source } from './schema.ts';
import { encoded, strangePart, troubleFor } from './strange-text.ts';

export type Header = readonly [name: string, value: string];

/** One request, complete down to its bytes. */
export interface FuzzedRequest {
  readonly number: number;
  /** Method and template of what it was made for, e.g. `GET /api/v1/organizations/{slug}`. */
  readonly route: string;
  readonly method: string;
  /** Path and query, in ASCII. */
  readonly target: string;
  /** Those of the framing left out. */
  readonly headers: readonly Header[];
  /** Null where there is none. */
  readonly body: Buffer | null;
  readonly framing: 'length' | 'chunked';
  /** Waits for "100 Continue" before the body. */
  readonly expectsContinue: boolean;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH'];

/** Draws the request with a number; with the same seed and the same catalogue it is the same but for what names exist. */
export function requestOf(
  seed: number,
  number: number,
  { api, others, schemas }: Catalogue,
  names: Names,
): FuzzedRequest {
  const random = randomOf(seed, number);
  const source: Source = { random, names, schemas, wrong: drawnAspects(random) };
  const route = random.pick(random.chance(0.6) ? api : others);
  const method = source.wrong.has('method') ? random.pick(methods) : route.method;
  const target = targetOf(source, route);
  const takesBody = route.body !== null || route.fields.length > 0;
  const hasBody = source.wrong.has('shape') ? random.chance(0.5) : takesBody && method !== 'GET';
  const body = hasBody ? bodyFor(source, route) : null;
  return {
    number,
    route: `${route.method} ${route.path}`,
    method,
    target,
    headers: [
      ...authorization(source, route),
      ...cookie(source, target),
      ...describing(body),
      ...origin(source, method),
      ...furtherHeaders(source),
    ],
    body: body?.bytes ?? null,
    framing: random.chance(0.1) ? 'chunked' : 'length',
    expectsContinue: body !== null && random.chance(0.03),
  };
}

/** What ends the world that the other requests need: rarely, and else with a name that nobody has. */
const ending = /^DELETE \/api\/v1\/(?:me|(?:organizations|clients|users)\/\{\w+\})$/;

const nobody = '00000000-0000-4000-8000-000000000000';

function targetOf(source: Source, { method, path, query }: Route): string {
  const { random, names, wrong } = source;
  if (ending.test(`${method} ${path}`) && !random.chance(0.03))
    return path.includes('{') ? path.replace(/\{\w+\}/, nobody) : `${path}?unknown`;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const known = valuesFor(names, name);
    if (known.length > 0 && !(wrong.has('path') && random.chance(0.7))) return encoded(random.pick(known));
    return random.chance(0.5) ? encoded(troubleFor(random, name)) : strangePart(random);
  });
  const suffix = wrong.has('path') && random.chance(0.2) ? random.pick(pathSuffixes) : '';
  const pairs = query.flatMap((parameter) => {
    if (isLeftOut(source, parameter.name, query.length)) return [];
    return shaped(source, parameter.name, queryValue(source, parameter));
  });
  if (wrong.has('query') && random.chance(0.1)) pairs.push(`${strangePart(random)}=${strangePart(random)}`);
  return pairs.length === 0 ? `${filled}${suffix}` : `${filled}${suffix}?${pairs.join('&')}`;
}

const pathSuffixes = ['/', '//', '/.', '/..', ';a=b', '%00', '?', '?=', '#'];

function queryValue(source: Source, { name, schema }: Parameter): string {
  const { random, wrong } = source;
  if (!(wrong.has('query') && random.chance(0.7))) return encoded(String(fitting(source, schema, name)));
  return random.chance(0.6) ? encoded(troubleFor(random, name)) : strangePart(random);
}

/** Those who may most, unless the caller is to be wrong. */
function authorization(source: Source, { path }: Route): Header[] {
  const { random, names, wrong } = source;
  if (path.startsWith('/api/') || path === '/me') {
    const usual = /^(?:\/api\/v1)?\/me\b/.test(path) ? persons : administrators;
    const token = names.tokens[random.pick(wrong.has('caller') ? tokenKinds : usual)];
    if (token === '') return [];
    const scheme = wrong.has('caller') && random.chance(0.1) ? random.pick(schemes) : 'Bearer';
    return [['authorization', `${scheme} ${token}`]];
  }
  if (random.chance(0.5)) return [];
  const { id, secret } = random.pick(names.clients);
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  return [['authorization', wrong.has('caller') ? random.pick(brokenCredentials) : basic]];
}

/** Not the owner: what people do about themselves may end their sessions. */
const persons: readonly TokenKind[] = ['member', 'nobody', 'elsewhere'];
const administrators: readonly TokenKind[] = ['owner', 'operator', 'admin'];
const schemes = ['bearer', 'Basic', 'DPoP', 'Bearer Bearer', ''];
const brokenCredentials = [
  'Basic',
  'Basic !!!',
  'Basic Og==',
  'Basic JTAwOiUwMA==',
  'Bearer',
  'Digest a="b"',
  '',
];

function describing(body: Body | null): Header[] {
  if (body === null) return [];
  const type: Header[] = body.type === null ? [] : [['content-type', body.type]];
  return body.encoding === null ? type : [...type, ['content-encoding', body.encoding]];
}

/** As browsers send it with a form. */
function origin({ random, names, wrong }: Source, method: string): Header[] {
  if (wrong.has('caller')) return [['origin', random.pick(['null', 'https://evil.example', 'nonsense', ''])]];
  return method === 'GET' ? [] : [['origin', names.issuer]];
}

const brokenCookies = ['a', ';;;=', `a=${'x'.repeat(6000)}`, ''];

/** Mostly those of the sign-in that the path names, or of somebody signed in. */
function cookie({ random, names, wrong }: Source, target: string): Header[] {
  if (wrong.has('caller'))
    return random.chance(0.5)
      ? []
      : [['cookie', random.pick([names.session.replaceAll(/=[^;]+/g, '=%00'), ...brokenCookies])]];
  const own = names.signIns.find(({ uid }) => target.includes(uid));
  return [['cookie', own?.cookie ?? names.session]];
}

/** Nothing that HTTP allows; the server may refuse it and close the connection. */
const brokenHeaders: readonly Header[] = [
  ['content-length', '-1'],
  ['content-length', '5, 6'],
  ['transfer-encoding', 'nonsense'],
  ['host', 'evil.example'],
  ['x-a', '\u0000'],
  ['x a', 'b'],
  ['x-long', 'y'.repeat(20_000)],
  ['upgrade', 'websocket'],
  ['connection', 'upgrade, close'],
  ['expect', 'nonsense'],
];

/** Each is left out mostly, and wrong as often as right. */
function furtherHeaders({ random }: Source): Header[] {
  const offers: readonly (readonly [name: string, values: readonly string[]])[] = [
    ['if-match', ['"1"', 'W/"1"', '""', '*', '"1", "2"', 'nonsense', '"', `"${'9'.repeat(300)}"`]],
    ['idempotency-key', ['a', '', 'x'.repeat(255), 'x'.repeat(256), 'ü', `key-${random.int(50)}`]],
    ['accept', ['text/html', 'application/json', '*/*', 'text/html;q=nonsense', '', 'a'.repeat(3000)]],
    ['accept-language', ['de', 'fr-BE,nl;q=0.5', '*', 'x'.repeat(3000), ';;q=', '-']],
    ['sec-fetch-site', ['same-origin', 'cross-site', 'nonsense']],
    ['x-forwarded-for', ['203.0.113.5', 'a, b, ,', '::1', 'x'.repeat(5000)]],
    ['x-forwarded-host', ['evil.example']],
    ['x-forwarded-proto', ['https', 'ftp']],
    ['x-http-method-override', ['DELETE', 'nonsense']],
    ['x-request-id', ['00000000-0000-0000-0000-000000000000', '\t', 'x'.repeat(3000)]],
    ['range', ['bytes=0-0', 'bytes=9-1', 'nonsense']],
    ['if-none-match', ['*', '"x"']],
    ['dpop', ['nonsense', 'a.b.c']],
    ['te', ['trailers']],
    ['traceparent', ['nonsense']],
  ];
  const broken = random.chance(0.02) ? [random.pick(brokenHeaders)] : [];
  const chosen = offers.filter(() => random.chance(0.07));
  return [...chosen.map(([name, values]): Header => [name, random.pick(values)]), ...broken];
}

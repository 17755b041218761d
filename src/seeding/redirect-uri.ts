import { z } from 'zod';

/**
 * A registered redirect URI: absolute, without wildcard, fragment, user info, white space or backslash; http, https or the
 * private scheme of a native application. It is compared letter by letter, so what holds a wildcard would match nothing.
 * @see RFC 6749 section 3.1.2, RFC 8252 section 7.1, RFC 9700 section 2.1
 */
export const redirectUri = z.string().check((context) => {
  const { value } = context;
  const problem = redirectUriProblem(value);
  const params = isWildcard(value) ? { params: { refusal: 'wildcard_redirect' } } : {};
  if (problem !== null) context.issues.push({ code: 'custom', message: problem, input: value, ...params });
});

/** An http(s) address for people or for key sets. */
export const webUri = z.string().refine(isWebUri, 'must be an http or https address');

/** An https address that browsers or other parties are sent to. */
export const httpsUri = z.string().refine(isHttpsUri, 'must be an https address');

/**
 * Where logout tokens are posted. Plain http only on this machine: the token names a person and a session.
 * @see OpenID Connect Back-Channel Logout 1.0, section 2.2
 */
export const backchannelUri = z
  .string()
  .refine(
    isBackchannelUri,
    'must be an https address (http on loopback only) without fragment, user name or password',
  );

function isHttpsUri(uri: string): boolean {
  return isWebUri(uri) && URL.parse(uri)?.protocol === 'https:';
}

function isBackchannelUri(uri: string): boolean {
  const url = URL.parse(uri);
  if (url === null || !isWebUri(uri) || uri.includes('#')) return false;
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
}

function redirectUriProblem(uri: string): string | null {
  if (isWildcard(uri)) return 'must be one whole address: there are no wildcards, so it would match nothing';
  const url = URL.parse(uri);
  if (url === null || !hasOnlyUriCharacters(uri)) return 'must be an absolute URI';
  if (uri.includes('#')) return 'must not have a fragment';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (isHttp(url)) return hasAuthority(uri) ? null : 'must be an absolute URI';
  if (takenSchemes.has(url.protocol))
    return `must not use ${url.protocol}, which is no scheme of an application`;
  return null;
}

/** A host, a part or the end that stands for any; also as some write it who know patterns. */
function isWildcard(uri: string): boolean {
  const host = URL.parse(uri)?.host ?? '';
  return /\*|%2a|\{|\.\+/i.test(uri) || host.includes('*');
}

/** What browsers and systems open themselves. A private scheme without a dot takes a flag of its own, see client-conflicts.ts. */
const takenSchemes: ReadonlySet<string> = new Set(
  [
    ...[
      'about',
      'blob',
      'data',
      'file',
      'filesystem',
      'ftp',
      'intent',
      'javascript',
      'mailto',
      'sms',
      'tel',
      'urn',
    ],
    ...['vbscript', 'view-source', 'ws', 'wss', 'chrome', 'chrome-extension', 'resource', 'moz-extension'],
  ].map((scheme) => `${scheme}:`),
);

function isWebUri(uri: string): boolean {
  const url = URL.parse(uri);
  return url !== null && isHttp(url) && hasAuthority(uri) && hasOnlyUriCharacters(uri);
}

function isHttp(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'http:';
}

/** The parser takes `https:evil` for `https://evil`; a comparison letter by letter does not. */
function hasAuthority(uri: string): boolean {
  return /^https?:\/\/[^/]/i.test(uri);
}

/** RFC 3986, appendix A; everything else has to be percent-encoded. */
function hasOnlyUriCharacters(uri: string): boolean {
  return /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/.test(uri) && uri.length <= 2000;
}

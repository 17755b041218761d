import { z } from 'zod';

/**
 * A registered redirect URI: absolute, without fragment, user info, white space or backslash; http, https or the
 * private scheme of a native application, which needs a dot.
 * @see RFC 6749 section 3.1.2, RFC 8252 section 7.1, RFC 9700 section 2.1
 */
export const redirectUri = z.string().check((context) => {
  const problem = redirectUriProblem(context.value);
  if (problem !== null) context.issues.push({ code: 'custom', message: problem, input: context.value });
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
  const url = URL.parse(uri);
  if (url === null || !hasOnlyUriCharacters(uri)) return 'must be an absolute URI';
  // It would only ever match itself, which is not what whoever writes one has in mind.
  if (url.host.includes('*')) return 'must name one host: there are no wildcards';
  if (uri.includes('#')) return 'must not have a fragment';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (isHttp(url)) return hasAuthority(uri) ? null : 'must be an absolute URI';
  return url.protocol.includes('.')
    ? null
    : 'must use http, https or a private scheme with a dot in its name';
}

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

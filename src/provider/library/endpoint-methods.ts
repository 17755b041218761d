import type { Provider } from 'oidc-provider';

const read = ['GET', 'HEAD'] as const;
const readOrPost = ['GET', 'HEAD', 'POST'] as const;
const post = ['POST'] as const;

/** What the library's routes take, by their names; OPTIONS is for preflights alone. */
const methods: Readonly<Record<string, readonly string[]>> = {
  // POST becomes the same request by GET (web/http/posted-authorization.ts).
  authorization: readOrPost,
  code_verification: readOrPost,
  device_authorization: post,
  discovery: read,
  end_session: read,
  end_session_confirm: post,
  end_session_success: read,
  introspection: post,
  jwks: read,
  pushed_authorization_request: post,
  revocation: post,
  token: post,
  userinfo: readOrPost,
};

/** Routes that end in the id of an interaction, by the route in front of it. */
const resumed = ['authorization', 'code_verification'];

/** The library has two addresses for it under one name. @see OpenID Connect Discovery 1.0 section 4 */
const openidDiscovery = '/.well-known/openid-configuration';

/** The methods of a path; empty for a path that is no endpoint of the library. */
export type EndpointMethods = (path: string) => readonly string[];

/** What the endpoints of a provider take, which the library itself does not say. */
export function endpointMethods(provider: Provider): EndpointMethods {
  const paths = new Map<string, readonly string[]>([[openidDiscovery, read]]);
  for (const [name, taken] of Object.entries(methods)) {
    const path = pathOf(provider, name);
    if (path !== null) paths.set(path, taken);
  }
  const parents = new Set(resumed.map((name) => pathOf(provider, name)));
  return (path) => {
    // The library takes either case, and a slash at the end.
    const plain = path.toLowerCase().replace(/(?<=.)\/$/, '');
    const known = paths.get(plain);
    if (known !== undefined) return known;
    return parents.has(plain.slice(0, plain.lastIndexOf('/'))) ? read : [];
  };
}

/** In lower case; null for a route that is switched off. */
function pathOf(provider: Provider, name: string): string | null {
  try {
    return provider.pathFor(name, { mountPath: '' }).toLowerCase();
  } catch {
    return null;
  }
}

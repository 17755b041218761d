import type { Provider } from 'oidc-provider';

const read = ['GET', 'HEAD'] as const;
const readOrPost = ['GET', 'HEAD', 'POST'] as const;
const post = ['POST'] as const;

/** What the library's routes take, by their names; OPTIONS is for preflights alone. */
const methods: Readonly<Record<string, readonly string[]>> = {
  // POST becomes the same request by GET (web/http/posted-request.ts), here and at the end of a session.
  authorization: readOrPost,
  code_verification: readOrPost,
  device_authorization: post,
  discovery: read,
  end_session: readOrPost,
  end_session_confirm: post,
  end_session_success: read,
  introspection: post,
  jwks: read,
  pushed_authorization_request: post,
  revocation: post,
  token: post,
  userinfo: readOrPost,
};

/** Those to which browsers are sent. */
const routesOfPages: ReadonlySet<string> = new Set([
  'authorization',
  'resume',
  'code_verification',
  'device_resume',
  'end_session',
  'end_session_confirm',
  'end_session_success',
]);

/** All other routes are called by programs, whatever they say that they accept: Java's says HTML first. */
export function isRouteOfPrograms(route: string): boolean {
  return !routesOfPages.has(route);
}

/** Routes that end in the id of an interaction, by the route in front of it. */
const resumed = ['authorization', 'code_verification'];

/** The library has two addresses for it under one name. @see OpenID Connect Discovery 1.0 section 4 */
const openidDiscovery = '/.well-known/openid-configuration';

export interface Endpoint {
  /** The library's name of its route. */
  readonly route: string;
  readonly methods: readonly string[];
}

/** The endpoint at a path; null for a path that is none of the library's. */
export type Endpoints = (path: string) => Endpoint | null;

/** What the endpoints of a provider are and take, which the library itself does not say. */
export function endpointsOf(provider: Provider): Endpoints {
  const endpoints = new Map<string, Endpoint>([[openidDiscovery, { route: 'discovery', methods: read }]]);
  for (const [route, taken] of Object.entries(methods)) {
    const path = pathOf(provider, route);
    if (path !== null) endpoints.set(path, { route, methods: taken });
  }
  const parents = new Map(resumed.map((route) => [pathOf(provider, route), route]));
  return (path) => {
    // The library takes either case, and a slash at the end.
    const plain = path.toLowerCase().replace(/(?<=.)\/$/, '');
    const parent = parents.get(plain.slice(0, plain.lastIndexOf('/')));
    return endpoints.get(plain) ?? (parent === undefined ? null : { route: parent, methods: read });
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

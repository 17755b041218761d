/** How far a browser sends a cookie: to every path of this very host, or to one path. */
export type CookieReach = 'host' | 'path';

const prefixes = { host: '__Host-', path: '__Secure-' } as const;

/**
 * The name of a cookie of ours. On https its prefix has browsers refuse one that another host, or plain http, has set
 * (RFC 6265bis section 4.1.3). On http, which is loopback in development, browsers keep cookies of all ports together,
 * so that a `session` would be Flask's and Starlette's as well, and a second Countersign's: there it has our name and port.
 */
export function cookieName({ protocol, port }: URL, name: string, reach: CookieReach = 'host'): string {
  return protocol === 'https:' ? `${prefixes[reach]}${name}` : `countersign-${port || '80'}-${name}`;
}

import { cookieName } from '../../src/provider/library/cookie-name.ts';

/** What a cookie of ours is called at an address of a server, e.g. `session`. */
export function nameOfCookie(address: string, name: string): string {
  return cookieName(new URL(address), name);
}

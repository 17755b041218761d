/**
 * Addresses of PostgreSQL, of several hosts as libpq writes them: `postgres://user:password@a:5432,b:5433/database`.
 * @see https://www.postgresql.org/docs/current/libpq-connect.html, 34.1.1.3
 */

/** What stands before the hosts, the hosts themselves, and what comes after them. */
const shape = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/;

/** The same address with one host each, in their order; one without several hosts is its own only one. */
export function addressesIn(databaseUrl: string): readonly [string, ...string[]] {
  const [, before = '', hosts = '', after = ''] = shape.exec(databaseUrl) ?? [];
  const [first = '', ...others] = hosts.split(',').map((host) => `${before}${host}${after}`);
  return others.length === 0 ? [databaseUrl] : [first, ...others];
}

/** Which PostgreSQL an address means; user name and password are left out. */
export function postgresAt(databaseUrl: string): string {
  const urls = addressesIn(databaseUrl).map((each) => new URL(each));
  return `PostgreSQL at ${urls.map(({ host }) => host).join(',')}${urls[0]?.pathname}`;
}

/** Sessions that this program could work with; whatever is written here, it takes only a server that takes writes. */
const possibleSessions: readonly (string | null)[] = [null, 'read-write', 'primary'];

/** Whether every host of an address could be connected to, and nothing in it asks for what we do not do. */
export function isDatabaseAddress(text: string): boolean {
  const urls = addressesIn(text).map((each) => URL.parse(each));
  return urls.every(
    (url) =>
      url !== null &&
      ['postgres:', 'postgresql:'].includes(url.protocol) &&
      url.hostname !== '' &&
      !hasSeveral(url.searchParams) &&
      possibleSessions.includes(url.searchParams.get('target_session_attrs')),
  );
}

/** The driver takes one host, or one port, for all addresses from here, and a list for a single name. */
function hasSeveral(parameters: URLSearchParams): boolean {
  return ['host', 'port'].some((name) => parameters.get(name)?.includes(','));
}

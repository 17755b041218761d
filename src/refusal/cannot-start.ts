/** Why a server or a command cannot begin: one line for the operator, which names the setting to look at. */
export class CannotStart extends Error {
  constructor(setting: string, problem: string) {
    super(`${setting}: ${problem}`);
    this.name = 'CannotStart';
  }
}

/** Which PostgreSQL an address means; user name and password are left out. */
export function postgresAt(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `PostgreSQL at ${host}${pathname}`;
}

/** PostgreSQL did not let us in. */
export function databaseProblem(databaseUrl: string, error: unknown): CannotStart {
  return new CannotStart('DATABASE_URL', `${postgresAt(databaseUrl)} cannot be used (${wordsOf(error)})`);
}

/**
 * What keeps a server from listening, in the operator's terms; anything else stays the error that it is.
 * @param note after the port, where it is not PORT itself
 */
export function listeningProblem(
  error: unknown,
  { host, port, note = '' }: { readonly host: string; readonly port: number; readonly note?: string },
): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new CannotStart(
        'PORT',
        `${port}${note} is in use on ${host}: choose another one, or stop what listens there`,
      );
    case 'EACCES':
      return new CannotStart('PORT', `${port}${note} may not be listened on by this user`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CannotStart('HOST', `${host} is no address of this machine`);
    default:
      return error;
  }
}

/** Several addresses of one name fail together, in an error without words of its own. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? (codeOf(error) ?? error.name) : error.message;
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

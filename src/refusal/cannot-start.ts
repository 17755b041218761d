/** Why a server or a command cannot begin: one line for the operator, which names the setting to look at. */
export class CannotStart extends Error {
  constructor(setting: string, problem: string) {
    super(`${setting}: ${problem}`);
    this.name = 'CannotStart';
  }
}

/** PostgreSQL did not let us in. @param at e.g. `PostgreSQL at db.example:5432/id` */
export function databaseProblem(at: string, error: unknown): CannotStart {
  if (error instanceof CannotStart) return error;
  const words = wordsOf(error);
  const hint = words.includes('unsupported startup parameter')
    ? '; behind a pooler such as pgbouncer in transaction mode set STATEMENT_NAMES=off'
    : '';
  return new CannotStart('DATABASE_URL', `${at} cannot be used (${words})${hint}`);
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

/** What an error says. Several addresses of one name fail together, in an error without words of its own. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? (codeOf(error) ?? error.name) : error.message;
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

import type { Answer, Browser } from '../../harness/browser.ts';
import type { TestServer } from '../../harness/server.ts';

/** Secrets that were seen or typed during a run, and where each came from. */
export type Canaries = Map<string, string>;

/** Parameters of addresses and members of token answers that open something. */
const bearerNames = ['code', 'state', 'nonce', 'id_token_hint', 'access_token', 'refresh_token', 'id_token'];

/** Notes every bearer secret that a browser holds after an answer: cookies, ids in addresses, parameters. */
export async function noteBrowser(
  canaries: Canaries,
  browser: Browser,
  answer: Pick<Answer, 'url' | 'location'>,
): Promise<void> {
  const addresses = [answer.url, answer.location].filter((each) => each !== null);
  for (const { key, value } of (await browser.jar.serialize()).cookies) {
    const secret = String(value);
    if (secret.length > 10) canaries.set(secret, `cookie ${key}`);
  }
  for (const address of addresses) {
    const { pathname, searchParams } = new URL(address);
    const uid = /^\/(?:interaction|auth|device)\/([^/]{20,})/.exec(pathname)?.[1];
    if (uid !== undefined) canaries.set(uid, 'interaction');
    noteMembers(canaries, Object.fromEntries(searchParams));
  }
}

/** Notes the secrets among named values, e.g. of a token answer. */
export function noteMembers(canaries: Canaries, members: Readonly<Record<string, unknown>>): void {
  for (const name of bearerNames) {
    const value = members[name];
    if (typeof value === 'string' && value.length > 5) canaries.set(value, name);
  }
}

/** Everything of the database as text, one line a row; sealed and hashed columns as hexadecimal digits. */
export async function dumpOf({ countersign }: TestServer): Promise<string[]> {
  const { sql } = countersign.db;
  const tables = await sql<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  );
  const lines: string[] = [];
  for (const { name } of tables) {
    const rows = await sql<{ line: string }>(`SELECT to_json(t)::text AS line FROM "${name}" t`);
    lines.push(...rows.map(({ line }) => `${name} ${line}`));
  }
  return lines;
}

/** Which secrets stand somewhere, in plain text or as hexadecimal digits, each with where it came from. */
export function found(canaries: Canaries, lines: readonly string[]): string[] {
  const text = lines.join('\n');
  return [...canaries]
    .filter(([secret]) => stands(secret, text) || text.includes(Buffer.from(secret).toString('hex')))
    .map(([secret, what]) => `${what}: ${secret}`);
}

/** Six or eight digits also occur inside ids and instants, where they are no code. */
function stands(secret: string, text: string): boolean {
  if (!/^\d+$/.test(secret)) return text.includes(secret);
  return new RegExp(`(?<![\\w.:-])${secret}(?![\\w.:-])`).test(text);
}

import { isNaming } from '../../../src/storage/database/naming.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { sealer } from '../../storage/support/samples.ts';

/** Names of the tables in which one of these words stands, each once for every row; what is sealed is opened. */
export async function leftOf(db: OpenDb, words: readonly string[]): Promise<readonly string[]> {
  const tables = await db.sql<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  );
  const left: string[] = [];
  for (const { name } of tables) {
    // The embedded database answers in this very thread: with the log of a whole run in it, that is no moment.
    const rows = await db.sql<{ row: unknown }>(
      `SELECT to_json(t) AS row FROM ${name} t WHERE lower(t::text) LIKE ANY ($1)`,
      [words.map((word) => `%${word.toLowerCase()}%`)],
    );
    left.push(...rows.filter(({ row }) => isNaming(row, { words })).map(() => name));
  }
  const jobs = await db.sql<{ id: string; data: { sealed: string } }>(
    'SELECT id::text, data FROM pgboss.job',
  );
  const opened = jobs.map(({ id, data }) => textOf(`jobs.data:${id}`, Buffer.from(data.sealed, 'base64')));
  left.push(...opened.filter((text) => isNaming(text, { words })).map(() => 'pgboss.job'));
  const answers = await db.sql<{ key_hash: Buffer; answer: Buffer }>(
    'SELECT key_hash, answer FROM idempotency_keys WHERE answer IS NOT NULL',
  );
  const kept = answers.map(({ key_hash, answer }) =>
    textOf(`idempotency_keys.answer:${key_hash.toString('hex')}`, answer),
  );
  left.push(...kept.filter((text) => isNaming(text, { words })).map(() => 'idempotency_keys'));
  return left;
}

function textOf(place: string, sealed: Buffer): string {
  return sealer.open(sealed, place).toString('utf8');
}

import { createHmac } from 'node:crypto';
import type { IdempotencyStore } from '../../idempotency/idempotency.ts';
import { isNaming } from '../database/naming.ts';
import { SealBroken, type Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';

interface Row {
  readonly request_hash: Buffer;
  readonly status: number | null;
  readonly answer: Buffer | null;
}

/** Answers that are opened at once. */
const batchSize = 500;

/**
 * Answers tell of people and policies, so they are sealed; what is told once is not in them. Requests may carry a password,
 * which a bare hash of them would let be guessed fast: theirs are stored under a key.
 */
export function createIdempotencyStore(sql: Sql, sealer: Sealer): IdempotencyStore {
  /** One for each configured key, the newest first. */
  const keyedHashes = (keyHash: Buffer, requestHash: Buffer) =>
    sealer
      .deriveKeys('idempotent requests')
      .map((key) => createHmac('sha256', key).update(keyHash).update(requestHash).digest());
  return {
    async begin({ keyHash, requestHash, now, expiresAt }) {
      const keyed = keyedHashes(keyHash, requestHash);
      const begun = await sql(
        `INSERT INTO idempotency_keys AS k (key_hash, request_hash, expires_at) VALUES ($1, $2, $4)
         ON CONFLICT (key_hash) DO UPDATE SET request_hash = $2, status = NULL, answer = NULL, expires_at = $4
         WHERE k.expires_at <= $3 RETURNING 1`,
        [keyHash, keyed[0], now, expiresAt],
      );
      if (begun.length === 1) return null;
      const [row] = await sql<Row>(
        'SELECT request_hash, status, answer FROM idempotency_keys WHERE key_hash = $1',
        [keyHash],
      );
      // Its first request has just failed: this one is refused as well and may be sent again.
      if (row === undefined) return { isSame: true, answer: null };
      const isSame = keyed.some((each) => each.equals(row.request_hash));
      return { isSame, answer: openAnswer(sealer, keyHash, row) };
    },
    async finish(keyHash, { status, headers, body }, expiresAt) {
      const answer = sealer.seal(JSON.stringify({ headers, body }), placeOf(keyHash));
      await sql('UPDATE idempotency_keys SET status = $2, answer = $3, expires_at = $4 WHERE key_hash = $1', [
        keyHash,
        status,
        answer,
        expiresAt,
      ]);
    },
    async forget(keyHash) {
      await sql('DELETE FROM idempotency_keys WHERE key_hash = $1', [keyHash]);
    },
    async forgetNaming(words) {
      for (let after: Buffer | null = Buffer.alloc(0); after !== null; ) {
        const rows: readonly (Row & { readonly key_hash: Buffer })[] = await sql(
          `SELECT key_hash, request_hash, status, answer FROM idempotency_keys
           WHERE key_hash > $1 AND answer IS NOT NULL ORDER BY key_hash LIMIT ${batchSize}`,
          [after],
        );
        const naming = rows.filter((row) => isNaming(openAnswer(sealer, row.key_hash, row), { words }));
        await sql('DELETE FROM idempotency_keys WHERE key_hash = ANY ($1)', [
          naming.map((row) => row.key_hash),
        ]);
        after = rows.length === batchSize ? (rows.at(-1)?.key_hash ?? null) : null;
      }
    },
  };
}

function openAnswer(sealer: Sealer, keyHash: Buffer, { status, answer }: Row) {
  if (status === null || answer === null) return null;
  try {
    const { headers, body } = JSON.parse(sealer.open(answer, placeOf(keyHash)).toString('utf8'));
    return { status, headers, body };
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

function placeOf(keyHash: Buffer): string {
  return `idempotency_keys.answer:${keyHash.toString('hex')}`;
}

import type { SealedSql } from '../database/sealed-sql.ts';
import { openRecord, type RecordRow } from './records.ts';

/** The library's JSON of a code or token, as far as we read it. */
interface IssuedPayload {
  /** Epoch seconds. */
  readonly iat?: number;
}

interface IssuedRow extends RecordRow {
  readonly grant_id_hash: Buffer;
  readonly consumed_at: Date | null;
}

/** When something of each grant was last issued or used up, by the hash of its id in hexadecimal; of what is still kept. */
export async function usesOf(
  { sql, sealer }: SealedSql,
  grants: readonly Buffer[],
): Promise<ReadonlyMap<string, Date>> {
  if (grants.length === 0) return new Map();
  const rows = await sql<IssuedRow>(
    `SELECT model, id_hash, payload, grant_id_hash, consumed_at FROM provider_records WHERE grant_id_hash = ANY ($1)`,
    [grants],
  );
  const uses = new Map<string, Date>();
  for (const row of rows) {
    const issuedAt = (openRecord<IssuedPayload>(sealer, row)?.iat ?? 0) * 1000;
    const key = row.grant_id_hash.toString('hex');
    const latest = Math.max(issuedAt, row.consumed_at?.getTime() ?? 0, uses.get(key)?.getTime() ?? 0);
    if (latest > 0) uses.set(key, new Date(latest));
  }
  return uses;
}

import type { SigningAlgorithm, SigningKey, SigningKeyStore } from '../../provider/keys/signing-key.ts';
import type { Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';

interface Row {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly private_jwk: Buffer;
  readonly created_at: Date;
  readonly signs_from: Date;
  readonly retires_at: Date | null;
}

export function createSigningKeyStore(sql: Sql, sealer: Sealer): SigningKeyStore {
  return {
    async lock() {
      await sql('LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE');
    },
    /** Throws SealBroken when a key cannot be opened: signing with what is left would break applications. */
    async all() {
      const rows = await sql<Row>(
        `SELECT kid, algorithm, private_jwk, created_at, signs_from, retires_at FROM signing_keys
         ORDER BY created_at, kid`,
      );
      return rows.map((row) => keyOf(sealer, row));
    },
    async add(key) {
      await sql(
        `INSERT INTO signing_keys (kid, algorithm, private_jwk, created_at, signs_from, retires_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [
          key.kid,
          key.algorithm,
          sealer.seal(JSON.stringify(key.privateJwk), keyPlace(key.kid)),
          key.createdAt,
          key.signsFrom,
          key.retiresAt,
        ],
      );
    },
    async retire(algorithm, exceptKid, retiresAt) {
      await sql(
        `UPDATE signing_keys SET retires_at = $3
         WHERE algorithm = $1 AND kid <> $2 AND (retires_at IS NULL OR retires_at > $3)`,
        [algorithm, exceptKid, retiresAt],
      );
    },
    async removeRetired(before) {
      await sql('DELETE FROM signing_keys WHERE retires_at <= $1', [before]);
    },
  };
}

function keyOf(sealer: Sealer, row: Row): SigningKey {
  return {
    kid: row.kid,
    algorithm: row.algorithm,
    privateJwk: JSON.parse(sealer.open(row.private_jwk, keyPlace(row.kid)).toString('utf8')),
    createdAt: row.created_at,
    signsFrom: row.signs_from,
    retiresAt: row.retires_at,
  };
}

/** Where a signing key is sealed to. */
export function keyPlace(kid: string): string {
  return `signing_keys.private_jwk:${kid}`;
}

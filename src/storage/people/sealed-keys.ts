import { randomBytes } from 'node:crypto';
import type { SealedSql } from '../database/sealed-sql.ts';
import type { Sql } from '../database/sql.ts';

/**
 * A random key of the installation, 32 bytes, made by whoever asks for it first: of servers that start together one
 * stores its own, and all of them read that.
 * Throws SealBroken when no configured key opens it.
 */
export async function sealedKey({ sql, sealer }: SealedSql, name: string, now: Date): Promise<Buffer> {
  const known = await read(sql, name);
  if (known !== undefined) return sealer.open(known.sealed, sealedKeyPlace(name));
  await sql('INSERT INTO sealed_keys (name, sealed, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    name,
    sealer.seal(randomBytes(32), sealedKeyPlace(name)),
    now,
  ]);
  const stored = await read(sql, name);
  if (stored === undefined) throw new Error(`the key ${name} was removed while it was made`);
  return sealer.open(stored.sealed, sealedKeyPlace(name));
}

async function read(sql: Sql, name: string): Promise<{ readonly sealed: Buffer } | undefined> {
  const [row] = await sql<{ sealed: Buffer }>('SELECT sealed FROM sealed_keys WHERE name = $1', [name]);
  return row;
}

/** Where such a key is sealed to. */
export function sealedKeyPlace(name: string): string {
  return `sealed_keys.sealed:${name}`;
}

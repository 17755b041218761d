import { hkdfSync } from 'node:crypto';
import type { Payload } from '../../provider/records/provider-records.ts';
import { createSealer, hashId, type Sealer } from './sealing.ts';

/**
 * What a used token leaves behind for whoever presents it again. Of the token itself only the hash is kept, so this is
 * sealed under a key that is derived from the token, and that under ours: neither the database with our keys nor the
 * token alone tells the next one.
 */
export function sealSuccessor(sealer: Sealer, id: string, successor: Payload): Buffer {
  return sealer.seal(sealerOf(id).seal(JSON.stringify(successor), placeOf(id)), placeOf(id));
}

/** Undefined for what does not open, as if there were none. */
export function openSuccessor(sealer: Sealer, id: string, sealed: Uint8Array): Payload | undefined {
  try {
    const inner = sealer.open(sealed, placeOf(id));
    // Written by `sealSuccessor`: nobody else has the keys.
    return JSON.parse(sealerOf(id).open(inner, placeOf(id)).toString('utf8')) as Payload;
  } catch {
    return undefined;
  }
}

/** Ids of the library are random, of 256 bits. @see RFC 5869 section 3.1: such a key needs no salt */
function sealerOf(id: string): Sealer {
  return createSealer([Buffer.from(hkdfSync('sha256', id, '', 'countersign successor', 32))]);
}

function placeOf(id: string): string {
  return `provider_records.successor:${hashId(id).toString('hex')}`;
}

import { payloadPlace } from '../database/record-writes.ts';
import type { Sealer } from '../database/sealing.ts';

/** A record of the library, sealed. */
export interface RecordRow {
  readonly model: string;
  readonly id_hash: Buffer;
  readonly payload: Buffer;
}

/** What does not open is of no use to anybody. */
export function openRecord<Payload>(sealer: Sealer, { model, id_hash, payload }: RecordRow): Payload | null {
  try {
    return JSON.parse(sealer.open(payload, payloadPlace(model, id_hash)).toString('utf8')) as Payload;
  } catch {
    return null;
  }
}

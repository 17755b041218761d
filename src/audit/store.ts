import type { AuditEvent } from './event.ts';

/** Append-only; written with the same handle, hence in the same transaction, as the change it records. */
export interface AuditStore {
  record(event: AuditEvent, now: Date): Promise<void>;
  /** The same for many events in one statement. */
  recordAll(events: readonly AuditEvent[], now: Date): Promise<void>;
}

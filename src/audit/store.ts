import type { BlankedEvent } from './chain-store.ts';
import type { AuditEvent } from './event.ts';

/** Append-only; written with the same handle, hence in the same transaction, as the change it records. */
export interface AuditStore {
  record(event: AuditEvent, now: Date): Promise<void>;
  /** The same for many events in one statement. */
  recordAll(events: readonly AuditEvent[], now: Date): Promise<void>;
  /** The addresses that a person had before, as the log knows them. */
  formerAddresses(userId: string): Promise<readonly string[]>;
  /**
   * Erases what is personal in the events of a person: those about them, those of what they did, and those of
   * invitations to their addresses and of organizations that were told of things there. The chains verify without it. Where the text of an event was hashed as a whole, as it was
   * before its personal part stood apart, the text goes and the hash stays.
   */
  forgetPerson(userId: string, addresses: readonly string[]): Promise<readonly ForgottenEvents[]>;
}

/** What was erased in the events of one organization, or of none. */
export interface ForgottenEvents {
  readonly organizationId: string | null;
  /** Of how many events the personal part went. */
  readonly erased: number;
  /** Those whose text went as a whole. */
  readonly blanked: readonly BlankedEvent[];
}

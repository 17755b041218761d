import type { Charge } from './limit.ts';

/** Charges of what is limited, each in one committed statement of its own, before anything is done. */
export interface LimitStore {
  /** Charges one use of something limited, e.g. a mail with a code; same delays as passwords. */
  charge(key: Buffer, now: Date): Promise<Charge>;
  /** Charges something that may be done once in so many seconds. */
  consume(key: Buffer, everySeconds: number, now: Date): Promise<Charge>;
  /**
   * Charges something that may be done so often within a window, which begins with the first charge. Right also of many
   * at once on any number of servers.
   */
  chargeWithin(
    key: Buffer,
    limit: { readonly most: number; readonly windowSeconds: number },
    now: Date,
  ): Promise<Charge>;
  /** Which of some charges would be refused now, in their order; nothing is charged. */
  areBlocked(keys: readonly Buffer[], now: Date): Promise<readonly boolean[]>;
  /** After a success: nothing was charged. */
  clear(key: Buffer): Promise<void>;
}

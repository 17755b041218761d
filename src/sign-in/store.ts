import type { AuditEvent } from '../audit/event.ts';
import type { Person } from '../people/person.ts';
import type { SignInProgress } from './progress.ts';

/** The provider's interaction and our progress in it, read together. */
export interface StoredSignIn {
  /** Changes with every write; a write that saw an older one is refused, so two tabs cannot both go on. */
  readonly version: number;
  readonly progress: SignInProgress | null;
  readonly person: Person | null;
  /** The provider's own JSON of the interaction. */
  readonly interaction: Readonly<Record<string, unknown>>;
}

export interface SignInStore {
  /** @param deviceId in the cookie of a remembered device, to read it along with the person; default none */
  load(uid: string, deviceId?: string | null): Promise<StoredSignIn | null>;
  /** @returns false when another request changed it in the meantime. */
  saveProgress(uid: string, version: number, progress: SignInProgress): Promise<boolean>;
  /** Like `saveProgress` after a right password: also forgets the failures counted under `throttleKey`. */
  savePasswordProof(
    uid: string,
    version: number,
    progress: SignInProgress,
    throttleKey: Buffer,
  ): Promise<boolean>;
  /**
   * Stores the interaction with its result, drops the progress and records the event (null: nothing to record).
   * @returns false when another request was faster.
   */
  finish(
    uid: string,
    version: number,
    interaction: Readonly<Record<string, unknown>>,
    event: AuditEvent | null,
    now: Date,
  ): Promise<boolean>;
}

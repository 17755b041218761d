import type { AuditEvent } from '../audit/event.ts';
import type { RegistrationsVersion } from '../environments/registrations.ts';
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
  /** What is registered, as of this reading (`environments/registrations.ts`). */
  readonly registrations: RegistrationsVersion;
}

/** A sign-in as a request has read it. */
export interface SeenSignIn {
  readonly uid: string;
  readonly version: number;
}

/** How a sign-in ends. */
export interface SignInEnd {
  /** The interaction with its result. */
  readonly interaction: StoredSignIn['interaction'];
  /** Null: nothing to record. */
  readonly event: AuditEvent | null;
  /** Who gets mails in which language from now on; null where that is as it was. Default null. */
  readonly speaker?: Speaker | null;
  readonly now: Date;
}

export interface Speaker {
  readonly userId: string;
  readonly language: string;
}

export interface SignInStore {
  /** @param deviceId in the cookie of a remembered device, to read it along with the person; default none */
  load(uid: string, deviceId?: string | null): Promise<StoredSignIn | null>;
  /** @returns false when another request changed it in the meantime. */
  saveProgress(seen: SeenSignIn, progress: SignInProgress): Promise<boolean>;
  /** Like `saveProgress` after a right password: also forgets the failures counted under `throttleKey`. */
  savePasswordProof(seen: SeenSignIn, progress: SignInProgress, throttleKey: Buffer): Promise<boolean>;
  /**
   * Stores the interaction with its result, drops the progress, and records the event and the language.
   * @returns false when another request was faster.
   */
  finish(seen: SeenSignIn, end: SignInEnd): Promise<boolean>;
}

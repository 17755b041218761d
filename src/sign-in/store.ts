import type { Person } from '../accounts/person.ts';
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
  load(uid: string): Promise<StoredSignIn | null>;
  /** @returns false when another request changed it in the meantime. */
  saveProgress(uid: string, version: number, progress: SignInProgress): Promise<boolean>;
  /** Stores the interaction with its result and drops the progress. False when another request was faster. */
  finish(uid: string, version: number, interaction: Readonly<Record<string, unknown>>): Promise<boolean>;
}

/** What is sealed for long, by its table. Everything else is gone after 30 days, or 14 days after it was given up. */
export const sealedKinds = ['authenticators', 'clients', 'signing_keys', 'sealed_keys'] as const;

export type SealedKind = (typeof sealedKinds)[number];

/** How many values of a kind there are, and how many of them an older key than the newest has sealed. */
export interface SealedState {
  readonly kind: SealedKind;
  readonly all: number;
  readonly old: number;
}

/** Up to where values have been sealed anew: in the order of the kinds, then of their ids as text. */
export interface SealedPlace {
  readonly kind: SealedKind;
  readonly id: string;
}

export interface SealingStore {
  /** Names the key of this server that seals, and is in the header of whatever it sealed: 8 hexadecimal digits. */
  readonly newestKey: string;
  states(): Promise<readonly SealedState[]>;
  /**
   * Seals up to `limit` values anew that an older key has sealed. A value that changes meanwhile keeps what is newer.
   * @param after null: from the beginning
   * @returns how many were sealed, places of those that no key opens, and where the next ones begin; null after the last
   */
  sealAnew(
    after: SealedPlace | null,
    limit: number,
  ): Promise<{
    readonly resealed: number;
    readonly unreadable: readonly string[];
    readonly next: SealedPlace | null;
  }>;
}

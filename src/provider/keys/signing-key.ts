/** A key that signs tokens; published before it signs, and for as long as anything it signed may be checked. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateJwk: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly signsFrom: Date;
  /** Null for the key that signs now or will sign next. */
  readonly retiresAt: Date | null;
}

/** ES256 signs ten times cheaper; RS256 is what OpenID Connect makes every client understand. */
export type SigningAlgorithm = 'ES256' | 'RS256';

export const signingAlgorithms: readonly SigningAlgorithm[] = ['ES256', 'RS256'];

/** Where a key stands: published and not signing yet, signing, only published still, or gone. */
export const signingKeyStates = ['upcoming', 'signing', 'retiring', 'retired'] as const;

export type SigningKeyState = (typeof signingKeyStates)[number];

/** @param keys all that there are: one signs until the next of its algorithm does, however soon it retires */
export function signingKeyState(key: SigningKey, keys: readonly SigningKey[], now: Date): SigningKeyState {
  if (key.retiresAt !== null && key.retiresAt <= now) return 'retired';
  if (key.signsFrom > now) return 'upcoming';
  const isFollowed = keys.some(
    ({ algorithm, signsFrom, retiresAt }) =>
      algorithm === key.algorithm &&
      signsFrom > key.signsFrom &&
      signsFrom <= now &&
      (retiresAt === null || retiresAt > now),
  );
  return isFollowed ? 'retiring' : 'signing';
}

export interface SigningKeyStore {
  /** Until the transaction ends, nobody else makes keys. */
  lock(): Promise<void>;
  all(): Promise<readonly SigningKey[]>;
  add(key: SigningKey): Promise<void>;
  /** Withdraws all other keys of the algorithm at that instant, unless they go earlier already. */
  retire(algorithm: SigningAlgorithm, exceptKid: string, retiresAt: Date): Promise<void>;
  removeRetired(before: Date): Promise<void>;
}

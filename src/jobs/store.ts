/** Removes what has expired; each call at most `limit` rows of one kind, so that no lock is held for long. */
export interface ExpiryStore {
  /** @returns how many rows were removed. */
  removeExpired(kind: ExpiringKind, now: Date, limit: number): Promise<number>;
}

export const expiringKinds = [
  'consents',
  'ended_invitations',
  'idempotency_keys',
  'kept_forms',
  'kept_overrides',
  'long_jobs',
  'one_time_links',
  'provider_records',
  'remembered_devices',
  'session_records',
  'support_openings',
  'throttles',
] as const;

export type ExpiringKind = (typeof expiringKinds)[number];

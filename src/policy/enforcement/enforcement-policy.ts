import type { FactorKind, Instant, Level } from '../facts.ts';

export type Challenge =
  | 'every_sign_in'
  | {
      readonly maxAgeSeconds: number | null;
      readonly newAddress: boolean;
      readonly rememberedDeviceDays: number | null;
    };

/** One saved enforcement policy with everything relative already resolved ("tonight" is an instant here). */
export interface EnforcementPolicy {
  readonly savedAt: Instant;
  /**
   * When the first of the policies was announced that this one was saved in place of, before any of them took effect.
   * Overrides set since then are newer than the announcement, and go on binding at once. Default: it replaced none.
   */
  readonly announcedSince?: Instant | undefined;
  readonly required: 'nobody' | 'everyone';
  readonly activation:
    | { readonly kind: 'immediately' }
    | { readonly kind: 'next_sign_in' }
    /** `tonight`: the instant came from that word, so the same word saved again keeps it (ruling 5). */
    | { readonly kind: 'deadline'; readonly at: Instant; readonly tonight?: boolean | undefined }
    | { readonly kind: 'when_compliant' };
  readonly sessions: 'keep' | 'end_at_deadline' | 'end_now';
  readonly selfDisable: 'forbid' | 'suspend' | 'remove';
  readonly joining: 'mfa_first' | 'at_next_sign_in';
  readonly challenge: Challenge;
  /**
   * Days after which a session ends, active or not (L6); null when the policy says nothing about it. Beside the challenge,
   * since it holds with any, `every_sign_in` as well (preset reset-driven).
   */
  readonly sessionMaxDays: number | null;
  readonly factors: readonly FactorKind[];
  readonly minimumLevel: Level;
  readonly enrollmentProof: EnrollmentProof;
  readonly graceDays: number;
}

export type EnrollmentProof = 'mailbox' | 'ticket' | 'none';

import type { FactorKind, Instant, Level } from './facts.ts';

/** Why a step is asked; pages and logs turn it into words ("Acme has required it since 1 December"). */
export interface Reason {
  readonly by: 'organization' | 'client' | 'request' | 'own_factor' | 'session' | 'extension' | 'facts';
  readonly code:
    | 'facts_missing'
    | 'not_a_member'
    | 'suspended'
    | 'session_revoked'
    | 'session_too_old'
    | 'session_idle'
    | 'session_ended_by_rule'
    | 'mfa_required'
    | 'mfa_announced'
    | 'mfa_too_old'
    | 'new_address'
    | 'level_required'
    | 'level_unreachable'
    | 'own_factor'
    | 'replace_factor'
    | 'must_enroll'
    | 'password_too_short'
    | 'email_not_confirmed'
    | 'email_changed';
  readonly organization?: { readonly id: string; readonly slug: string; readonly name: string };
  readonly since?: Instant;
  readonly level?: Level;
  readonly extension?: string;
}

/** A prompt that an organization allowed to be skipped, and until when. It never earns `mfa` (ruling 7). */
export interface Suppression {
  readonly organizationId: string;
  readonly until: Instant;
}

export type Decision =
  /** All rules say yes. `level` is what the session really reached. */
  | { readonly step: 'continue'; readonly level: Level; readonly suppressed: readonly Suppression[] }
  /** First factor (again): nobody signed in, or the session is revoked, too old or idle. */
  | { readonly step: 'sign_in'; readonly reasons: readonly Reason[] }
  /**
   * Prove a confirmed factor. `recoveryCode`: whether a recovery code may stand in. `declinable`: it is asked on the way
   * to a set-up that is only offered; default no.
   */
  | {
      readonly step: 'challenge';
      readonly factors: readonly FactorKind[];
      readonly recoveryCode: boolean;
      readonly declinable?: boolean | undefined;
      readonly reasons: readonly Reason[];
    }
  /** Set up a factor, after `proof`. `declinable`: it is only offered (ruling 31). */
  | {
      readonly step: 'enroll';
      readonly proof: 'factor' | 'mailbox' | 'ticket' | 'none';
      readonly factors: readonly FactorKind[];
      readonly declinable: boolean;
      readonly reasons: readonly Reason[];
    }
  /** Replace a short password: MFA is not required of this user (ruling 21). */
  | { readonly step: 'new_password'; readonly reasons: readonly Reason[] }
  /** An essential level cannot be reached: `unmet_authentication_requirements`. */
  | { readonly step: 'unmet'; readonly reasons: readonly Reason[] }
  | { readonly step: 'deny'; readonly reasons: readonly Reason[] };

/** The value of one organization in the `organization` claim (product section 4). */
export interface OrganizationOutcome {
  readonly id: string;
  readonly slug: string;
  readonly roles: readonly string[];
  readonly required: boolean;
  readonly satisfied: boolean;
  readonly by: 'proof' | 'remembered' | 'exempt' | null;
  readonly deadline: Instant | null;
}

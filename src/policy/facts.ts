import type { FactorKind } from './factors/factor-kinds.ts';
/**
 * What a decision is made from. Plain values, loaded once by storage, never fetched by a rule.
 * A part that could not be read is `null`, and null denies (product ruling: missing facts deny).
 */

import type { EnforcementPolicy } from './enforcement/enforcement-policy.ts';

export type { Challenge, EnforcementPolicy, EnrollmentProof } from './enforcement/enforcement-policy.ts';

/** Epoch milliseconds. */
export type Instant = number;

/** Authentication level; a higher one satisfies a lower request. 2 = two kinds of proof, 3 = phishing resistant. */
export type Level = 1 | 2 | 3;

export type { FactorKind };
export type Role = 'owner' | 'admin' | 'member';
export type Override = 'inherit' | 'required' | 'exempt';
export type EnvironmentMfa = 'off' | 'pilot' | 'on';

/**
 * What a person really proved in one session, each with the instant of its last success, and by which authenticator: a
 * proof lives as long as that (ruling 24). Of each kind the last one is kept.
 */
export interface Proofs {
  readonly passwordAt?: Instant;
  readonly totpAt?: Instant;
  /** The authenticator whose code it was. */
  readonly totpId?: string;
  readonly recoveryCodeAt?: Instant;
  /** The code that was spent; it stays listed as long as its set. */
  readonly recoveryCodeId?: string;
  readonly webauthn?: WebauthnProof;
}

export interface WebauthnProof {
  readonly at: Instant;
  readonly authenticatorId?: string;
  /** The authenticator checked a PIN or biometric (UV flag, WebAuthn section 6.1). */
  readonly userVerified: boolean;
  /** True for a hardware-bound key (`hwk`), false for a synced one (`swk`), null when unknown. */
  readonly hardwareBound: boolean | null;
}

export interface FactorFacts {
  readonly kind: FactorKind;
  /** Null while enrolment is not finished: such a factor counts for nothing. */
  readonly confirmedAt: Instant | null;
}

export interface UserFacts {
  readonly id: string;
  readonly epoch: number;
  readonly factors: readonly FactorFacts[];
  readonly recoveryCodesLeft: number;
  /** A recovery code was used and no factor has succeeded since: the next sign-in asks to enrol again. */
  readonly mustReplaceFactor: boolean;
  /**
   * Instant of the recovery code that set `mustReplaceFactor`: the session it opened goes on.
   * Without it no session that a recovery code opened goes on.
   */
  readonly replaceFactorSince?: Instant | null | undefined;
  /**
   * Since when the next sign-in has to set up a factor, at every client (ruling 35); counts while there is no confirmed one.
   * Default: it need not.
   */
  readonly mustEnrollSince?: Instant | null | undefined;
  readonly emailVerified: boolean;
  /** The new address is no enrolment proof for 7 days (ruling 4). */
  readonly emailChangedAt: Instant | null;
  /** Shorter than 15 characters: enough only where MFA is required (ruling 21). */
  readonly hasShortPassword: boolean;
  /** The operator has closed the account: whoever comes with it is nobody. */
  readonly isDeactivated: boolean;
}

/** A user of whom no more than the factors has to be known: their protection depends on nothing else. */
export type FactorOwner = Pick<UserFacts, 'factors'> & Partial<UserFacts>;

export interface SessionFacts {
  /** The user's epoch when the session was opened; another one than the user's means revoked. */
  readonly epoch: number;
  /** When the sign-in finished; for a sign-in that is still under way, `now`. */
  readonly openedAt: Instant;
  /** Last request of the browser; for a grant its last refresh, if that is later. */
  readonly lastSeenAt: Instant;
  /** A grant with `offline_access` outlives 24 h and 1 h idle, never 30 days (ruling 9). Default false. */
  readonly offlineGrant?: boolean | undefined;
  readonly proofs: Proofs;
  /** The device cookie of this browser, if a second factor was proven on this device before. */
  readonly rememberedDevice: RememberedDevice | null;
  /** Until when a prompt counts as suppressed, by organization id; carried by grants (ruling 7). */
  readonly suppressedUntil: Readonly<Record<string, Instant>>;
  /** Whether the request comes from the address (IPv6: the /64) of the last second factor of this session. */
  readonly sameAddress: boolean;
}

export interface RememberedDevice {
  readonly provenAt: Instant;
  readonly sameAddress: boolean;
  /** What was proven on it; without it the weaker one, `totp`, is assumed. */
  readonly factor?: FactorKind | undefined;
}

export interface ClientFacts {
  readonly id: string;
  /** A client registered with an organization serves only its active members (ruling 1). */
  readonly organizationId: string | null;
  readonly environment: {
    readonly name: string;
    readonly mfa: EnvironmentMfa;
    readonly userInPilot: boolean;
  };
  readonly requireLevel: Level | null;
  readonly requireMfaMaxAgeSeconds: number | null;
}

export interface RequestFacts {
  /** Voluntary `acr_values`, known names only; empty when none. */
  readonly voluntaryLevels: readonly Level[];
  /** Levels of an essential `acr` claim; null when not requested, empty when only unknown names were asked. */
  readonly essentialLevels: readonly Level[] | null;
  /** No set-up is offered: the person declined one, in this sign-in or for a request of this session, or no page may be shown. */
  readonly declinedEnrollment: boolean;
  /** Whether what an organization has announced is offered now already (ruling 31): at sign-ins. Default no. */
  readonly offersAhead?: boolean | undefined;
  /** What an essential level alone may have somebody set up; default whatever can be set up here. */
  readonly enrollableOnDemand?: readonly FactorKind[] | undefined;
}

export interface MembershipFacts {
  readonly organization: OrganizationFacts;
  readonly role: Role;
  readonly override: Override;
  readonly overrideSetAt: Instant | null;
  readonly exemptUntil: Instant | null;
  readonly suspended: 'by_rule' | 'by_admin' | null;
  readonly joinedAt: Instant;
  readonly graceUntil: Instant | null;
}

export interface OrganizationFacts {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** What the organization enforces binds under its plan now; not where a trial has ended, whatever a job did. */
  readonly mayEnforce: boolean;
  /** When a trial took the entitlement away; what was ended before stays ended (ruling 6). Default: it did not. */
  readonly enforcedUntil?: Instant | null | undefined;
  /** The organization manages this user: their e-mail is in its verified domain, or it is their only membership. */
  readonly managesUser: boolean;
  /**
   * The latest policy (`defaultPolicy` where none is saved), and the older ones that bind until it takes effect
   * (ruling 5). Null: unreadable.
   */
  readonly policies: readonly EnforcementPolicy[] | null;
}

/** An additional demand from an extension. It can only tighten: its level is a minimum beside the others. */
export interface ExtensionDemand {
  readonly name: string;
  readonly level: Level;
  readonly mfaMaxAgeSeconds: number | null;
}

export interface Facts {
  /** `challenge` (how often a proof is asked again) binds at the authorization endpoint only. */
  readonly at: 'authorization' | 'token';
  readonly user: UserFacts | null;
  readonly session: SessionFacts | null;
  readonly client: ClientFacts | null;
  readonly request: RequestFacts;
  readonly memberships: readonly MembershipFacts[] | null;
  readonly extensions: readonly ExtensionDemand[];
  /** The membership that this sign-in is to end in; its organization may want a proof first (ruling 10). Default none. */
  readonly joining?: MembershipFacts | null | undefined;
  /** Factor kinds that this deployment can enrol; default all. */
  readonly enrollable?: readonly FactorKind[] | undefined;
}

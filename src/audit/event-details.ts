import type { Reason } from '../policy/decision.ts';
import type { FactorKind } from '../policy/factors/factor-kinds.ts';
import type { EnforcementPolicy, EnvironmentMfa, Override, Role } from '../policy/facts.ts';
import type { ActivityFilter } from './activity-store.ts';
import type { BlankedEvent } from './chain-store.ts';

interface BeforeAndAfter<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** Fields of an organization by name, those alone that differ. */
type SomeFields = Readonly<Record<string, unknown>>;

/** What of a membership is told, the fields alone that a change is about. */
interface MemberPart {
  readonly role?: Role;
  readonly override?: Override;
  readonly exemptUntil?: Date | null;
  readonly suspended?: 'by_rule' | 'by_admin' | null;
}

/** The reason is often what an administrator has written. */
interface MemberChange extends BeforeAndAfter<MemberPart> {
  readonly reason?: string;
}

interface MemberEnd {
  readonly before: MemberPart;
  readonly after: null;
  readonly reason: string;
}

interface Invited {
  readonly email: string;
  readonly role: Role;
}

interface Terms {
  readonly plan: string;
  readonly seats: number;
  readonly trialEndsAt: string | null;
}

interface PilotSize {
  readonly users: number;
  readonly percent: number;
}

/** That a type says nothing but who, whom and where; an empty object would let anything in. */
type Nothing = null;

type KeysOf<Detail> = Detail extends unknown ? keyof Detail : never;

/** What the details of a type can say, whichever of its forms they have. */
export type DetailFieldOf<Type extends keyof EventDetails> = KeysOf<EventDetails[Type]>;

/** A detail as it is read: of any type, and with whatever an older version has put into its fields. */
export type StoredDetail = {
  readonly [Field in { [Type in keyof EventDetails]: DetailFieldOf<Type> }[keyof EventDetails]]?: unknown;
};

/**
 * What each type of event says beside who, whom and where: never a secret, a code or a token. Which of it is about
 * people, `detailFields` says.
 */
export interface EventDetails {
  'account.changed': { readonly changed: readonly ('name' | 'emailVerified' | 'profile' | 'attributes')[] };
  'account.created': { readonly invitation?: string };
  'account.deactivated': Nothing;
  'account.email_change_requested': { readonly newEmail: string; readonly needsConsent: boolean };
  'account.email_changed': BeforeAndAfter<string>;
  'account.erased': { readonly erased: number; readonly blanked: readonly BlankedEvent[] };
  'account.operator_added': Nothing;
  'account.operator_removed': Nothing;
  'account.password_changed': Nothing;
  'account.password_reset_completed': Nothing;
  'account.password_reset_ordered': { readonly asked: 'enroll' | 'factor' | 'password_only' };
  'account.password_reset_requested': Nothing;
  'account.reactivated': Nothing;
  'account.second_factor_locked': { readonly failures: number };
  'account.second_factor_stopped': { readonly failures: number };
  'account.sessions_ended': { readonly reason?: 'own_wish'; readonly sessions?: 'one' | 'others' };
  'account.sign_in_failed': {
    readonly reason: 'password' | 'deactivated' | 'password_reset_due';
    readonly signedIn?: true;
  };
  'account.sign_in_refused': {
    readonly client: string | null;
    readonly reasons: readonly Reason['code'][];
  };
  'account.signed_in': { readonly client: string | null; readonly stepUp: boolean };
  'account.unlocked': { readonly failures: number };
  'api.access_refused': { readonly organization: string };
  'authenticator.challenge_failed':
    | { readonly failures: number }
    | { readonly factor: FactorKind; readonly reason: string | null };
  'authenticator.challenge_passed': { readonly factor: FactorKind };
  'authenticator.enrolled': { readonly factor: FactorKind };
  'authenticator.mailbox_proved': Nothing;
  'authenticator.recovery_code_checked': Nothing;
  'authenticator.recovery_code_used': { readonly left: number };
  'authenticator.recovery_codes_replaced': Nothing;
  'authenticator.removed': { readonly factor: FactorKind };
  'authenticator.reset': { readonly factors: readonly FactorKind[]; readonly mustEnroll: boolean };
  'client.created': { readonly client: string };
  'client.deleted': { readonly client: string };
  'client.updated': { readonly client: string };
  'consent.granted': { readonly client: string | null };
  'enrollment_ticket.issued': Nothing;
  'enrollment_ticket.used': Nothing;
  'environment.changed': {
    readonly environment: string;
    readonly before: EnvironmentMfa | null;
    readonly after: EnvironmentMfa;
    readonly pilot?: BeforeAndAfter<PilotSize>;
  };
  'facts.unreadable':
    | { readonly what: 'enforcement' }
    | { readonly what: 'secret'; readonly authenticator: string };
  'invitation.accepted': Invited;
  'invitation.created': Invited;
  'invitation.expired': Invited;
  'invitation.resent': Invited;
  /** The address is left out where its person was erased. */
  'invitation.revoked': Pick<Invited, 'role'> &
    Partial<Invited> & {
      readonly reason?: 'address_given_up' | 'inviter_may_not' | 'member_added' | 'person_erased';
    };
  'logout.delivery_failed': { readonly client: string; readonly reason: string };
  'member.added': {
    readonly before: null;
    readonly after: Pick<MemberPart, 'role' | 'override'>;
    readonly reason: string;
  };
  'member.changed': MemberChange;
  'member.left': MemberEnd;
  'member.reinstated': MemberChange;
  'member.reminded': Nothing;
  'member.removed': MemberEnd;
  'member.suspended': MemberChange;
  'organization.created': {
    readonly slug: string;
    readonly plan: string;
    readonly seats: number;
    readonly domains: readonly string[];
  };
  'organization.deleted': { readonly slug: string; readonly members: number };
  'organization.enforcement_changed': {
    readonly before: EnforcementPolicy | null;
    readonly after: EnforcementPolicy;
  };
  'organization.enforcement_lapsed': {
    readonly before: EnforcementPolicy | 'unreadable' | null;
    readonly plan: string;
  };
  'organization.exported': { readonly what: 'activity' } & ActivityFilter;
  'organization.plan_changed': BeforeAndAfter<Terms>;
  'organization.seats_changed': BeforeAndAfter<{ readonly seats: number }>;
  'organization.updated': BeforeAndAfter<SomeFields>;
  'signing_keys.rotated': {
    readonly kids: readonly string[];
    readonly when: 'overlapping' | 'immediately';
  };
  'token.reused': {
    readonly client: string;
    readonly used: 'authorization_code' | 'refresh_token' | 'device_code';
  };
}

import type { Reason } from '../policy/decision.ts';
import type { FactorKind } from '../policy/factors/factor-kinds.ts';
import type { EnforcementPolicy, EnvironmentMfa } from '../policy/facts.ts';
import type { ActivityFilter } from './activity-store.ts';
import type { BlankedEvent } from './chain-store.ts';
import type {
  BeforeAndAfter,
  DeadLetters,
  Invited,
  JobProgress,
  MemberChange,
  MemberEnd,
  MemberPart,
  PilotSize,
  SomeFields,
  Terms,
} from './detail-parts.ts';

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
  /** Which event it was, where it was one of the log. */
  'account.activity_reported': {
    readonly passwordReset: boolean;
    readonly event?: string;
    readonly at?: string;
  };
  'account.changed': { readonly changed: readonly ('name' | 'emailVerified' | 'profile' | 'attributes')[] };
  'account.created': { readonly invitation?: string };
  'account.deactivated': Nothing;
  'account.email_change_cancelled': Nothing;
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
  'account.sessions_ended': { readonly reason?: 'own_wish'; readonly sessions?: 'one' | 'others' | 'all' };
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
  'authenticator.renamed': { readonly factor: FactorKind };
  'authenticator.reset': { readonly factors: readonly FactorKind[]; readonly mustEnroll: boolean };
  'branding.changed': { readonly changed: readonly string[] };
  'client.created': { readonly client: string };
  'client.deleted': { readonly client: string };
  'client.updated': { readonly client: string };
  'consent.granted': { readonly client: string | null };
  'consent.withdrawn': { readonly client: string };
  'dead_letter.dropped': DeadLetters;
  'dead_letter.retried': DeadLetters;
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
  'job.ended': JobProgress & {
    readonly state: 'done' | 'stopped' | 'failed';
    readonly reason?: 'stopped' | 'starter_may_not' | 'error';
  };
  'job.started': { readonly job: string; readonly kind: string; readonly total: number };
  'job.stopped': JobProgress;
  'logout.delivery_failed': { readonly client: string; readonly reason: string };
  'member.added': {
    readonly before: null;
    readonly after: Pick<MemberPart, 'role' | 'override'>;
    readonly reason: string;
  };
  'member.changed': MemberChange;
  'member.help_requested': Nothing;
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
  'organization.exported':
    | ({ readonly what: 'activity' } & ActivityFilter)
    | { readonly what: 'members' | 'invitations' };
  'organization.plan_changed': BeforeAndAfter<Terms>;
  'organization.seats_changed': BeforeAndAfter<{ readonly seats: number }>;
  'organization.support_ended': Nothing;
  'organization.support_opened': { readonly reason: string; readonly until: string };
  'organization.updated': BeforeAndAfter<SomeFields>;
  'secrets.reseal_started': { readonly count: number };
  'signing_keys.rotated': {
    readonly kids: readonly string[];
    readonly when: 'overlapping' | 'immediately';
  };
  'token.reused': {
    readonly client: string;
    readonly used: 'authorization_code' | 'refresh_token' | 'device_code';
  };
}

import { writtenLanguages } from '../../documents/languages.ts';
import type { Member, Organization } from '../../organizations/core/organization.ts';
import { isEnforcementPolicy, readPolicies } from '../../organizations/core/stored-policy.ts';
import type { Membership, Person, SessionRecord } from '../../people/person.ts';
import { areProofs, areSuppressions } from '../../people/stored-session.ts';
import type { User } from '../../people/user.ts';
import { livingProofs } from '../../policy/factors/living-proofs.ts';
import type { FactorKind } from '../../policy/facts.ts';
import { hasAllColumns } from '../database/whole-rows.ts';
import { MemberEntity } from '../organizations/member-entity.ts';
import { OrganizationEntity } from '../organizations/organization-entity.ts';
import { deviceOf } from './remembered-devices.ts';
import { SessionRecordEntity } from './session-entity.ts';
import { UserEntity } from './user-entity.ts';

export interface PersonRow {
  readonly user: Json;
  readonly factors: readonly {
    id: string;
    kind: FactorKind;
    nickname: string;
    confirmedAt: string;
    lastUsedAt: string | null;
  }[];
  readonly recovery_codes: {
    readonly left: number;
    readonly used: readonly string[];
    readonly atHandAt: string | null;
  };
  readonly memberships: readonly { member: Json; organization: Json; hasDomain: boolean }[];
  readonly session: Json | null;
  readonly remembered_device: Json | null;
}

/** A row as PostgreSQL's to_json writes it: snake_case columns, instants as ISO 8601 strings. */
export type Json = Readonly<Record<string, unknown>>;

/** Facts that are missing must not read like facts that are not so (a suspension, an order to enrol). */
const checked = {
  user: hasAllColumns(UserEntity),
  member: hasAllColumns(MemberEntity),
  organization: hasAllColumns(OrganizationEntity),
  session: hasAllColumns(SessionRecordEntity),
};

/** Organizations by id and version, so that one of many members is read once. */
type KnownOrganizations = Map<string, Organization>;

/** @param known shared by the rows of one answer */
export function personOf(row: PersonRow, known: KnownOrganizations = new Map()): Person {
  const person = {
    user: userOf(row.user),
    factors: row.factors.map((factor) => ({
      ...factor,
      confirmedAt: new Date(factor.confirmedAt),
      lastUsedAt: instantOrNull(factor.lastUsedAt),
    })),
    recoveryCodesLeft: row.recovery_codes.left,
    recoveryCodesAtHandAt: instantOrNull(row.recovery_codes.atHandAt),
    usedRecoveryCodes: row.recovery_codes.used,
    memberships: row.memberships.map((membership) => membershipOf(membership, row.memberships.length, known)),
    session: null,
    rememberedDevice: row.remembered_device === null ? null : deviceOf(row.remembered_device),
  };
  return withSession(person, row.session === null ? null : sessionOf(row.session));
}

/** The person in a session: whoever reads it sees the proofs that still live, and no others (ruling 24). */
export function withSession(person: Person, session: SessionRecord | null): Person {
  return { ...person, session: session && { ...session, proofs: livingProofs(session.proofs, person) } };
}

/** @param json a row of `users`, as to_json writes it */
export function userOf(json: Json): User {
  checked.user(json);
  return {
    id: text(json.id),
    email: text(json.email),
    emailVerified: json.email_verified === true,
    emailChangedAt: instantOrNull(json.email_changed_at),
    name: textOrNull(json.name),
    profile: (json.profile ?? {}) as User['profile'],
    attributes: (json.attributes ?? {}) as User['attributes'],
    language: textOrNull(json.language),
    passwordHash: textOrNull(json.password_hash),
    passwordIsShort: json.password_is_short === true,
    passwordChangedAt: instantOrNull(json.password_changed_at),
    epoch: Number(json.epoch),
    secondFactorFailures: Number(json.second_factor_failures),
    secondFactorLockedUntil: instantOrNull(json.second_factor_locked_until),
    replaceFactorSince: instantOrNull(json.replace_factor_since),
    passwordResetAt: instantOrNull(json.password_reset_at),
    resetOrderedAt: instantOrNull(json.reset_ordered_at),
    mustEnrollSince: instantOrNull(json.must_enroll_since),
    deactivatedAt: instantOrNull(json.deactivated_at),
    isOperator: json.is_operator === true,
    createdAt: instant(json.created_at),
  };
}

function membershipOf(
  row: { member: Json; organization: Json; hasDomain: boolean },
  membershipsInAll: number,
  known: KnownOrganizations,
): Membership {
  return {
    member: memberOf(row.member),
    organization: knownOrganization(row.organization, known),
    managesUser: row.hasDomain || membershipsInAll === 1,
  };
}

function knownOrganization(json: Json, known: KnownOrganizations): Organization {
  const key = `${json.id} ${json.version}`;
  const organization = known.get(key) ?? organizationOf(json);
  known.set(key, organization);
  return organization;
}

function memberOf(json: Json): Member {
  checked.member(json);
  return {
    organizationId: text(json.organization_id),
    userId: text(json.user_id),
    role: text(json.role) as Member['role'],
    override: text(json.override) as Member['override'],
    overrideSetAt: instantOrNull(json.override_set_at),
    overrideReason: textOrNull(json.override_reason),
    exemptUntil: instantOrNull(json.exempt_until),
    suspended: textOrNull(json.suspended) as Member['suspended'],
    ruleSuspends: json.rule_suspends === true,
    graceUntil: instantOrNull(json.grace_until),
    joinedAt: instant(json.joined_at),
  };
}

function organizationOf(json: Json): Organization {
  checked.organization(json);
  return {
    id: text(json.id),
    slug: text(json.slug),
    name: text(json.name),
    plan: text(json.plan),
    seats: Number(json.seats),
    timeZone: text(json.time_zone),
    language: writtenLanguages.find((each) => each === json.language) ?? null,
    notificationEmail: textOrNull(json.notification_email),
    notificationConfirmedAt: instantOrNull(json.notification_confirmed_at),
    trialEndsAt: instantOrNull(json.trial_ends_at),
    showNotificationEmail: json.show_notification_email === true,
    membersMayLeave: json.members_may_leave === true,
    joinByDomain: json.join_by_domain === true,
    enforcement: policyOf(json.enforcement),
    enforcementBefore: readPolicies(json.enforcement_before),
    version: Number(json.version),
    createdAt: instant(json.created_at),
  };
}

/** Null stays null ("no policy"); what is there but cannot be read becomes `unreadable`, which denies. */
function policyOf(json: unknown): Organization['enforcement'] {
  if (json === null || json === undefined) return null;
  return isEnforcementPolicy(json) ? json : 'unreadable';
}

/** A record that cannot be read is as good as none: its owner signs in again. */
function sessionOf(json: Json): SessionRecord | null {
  checked.session(json);
  const { proofs, suppressed } = json;
  if (!areProofs(proofs) || !areSuppressions(suppressed)) return null;
  return {
    userEpoch: Number(json.user_epoch),
    proofs,
    sourcePrefix: text(json.source_prefix),
    suppressed,
    openedAt: instant(json.opened_at),
    lastSeenAt: instant(json.last_seen_at),
    declinedOffer: json.declined_offer === true,
    ...(json.notice !== null && { hasNotice: true }),
  };
}

function text(value: unknown): string {
  return String(value);
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function instant(value: unknown): Date {
  return new Date(String(value));
}

function instantOrNull(value: unknown): Date | null {
  return value === null || value === undefined ? null : instant(value);
}

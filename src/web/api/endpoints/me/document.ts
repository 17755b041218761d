import { z } from 'zod';
import type { Person } from '../../../../people/person.ts';
import { factorKinds } from '../../../../policy/factors/factor-kinds.ts';
import { isRecoveryCodeCheckDue } from '../../../../self-service/check-recovery-code.ts';
import {
  bannerOf,
  emailProvesFrom,
  type OwnMembership,
  ownMemberships,
} from '../../../../self-service/own-account.ts';
import type { WebDeps } from '../../../http/context.ts';
import { emailField, idField, instantField, roleField } from '../../answers/answer-fields.ts';

export const namedOrganization = z
  .object({ id: idField, slug: z.string(), name: z.string() })
  .meta({ id: 'NamedOrganization' });

export const membershipSchema = z
  .object({
    organization: namedOrganization,
    role: roleField,
    suspended: z.enum(['by_rule', 'by_admin']).nullable(),
    status: z.enum(['unprotected', 'pending', 'protected']),
    required_from: instantField
      .nullable()
      .describe('from or since when a second factor is required; null: it is not'),
    exempt_until: instantField.nullable(),
    time_zone: z.string().describe('in which the organization tells its deadlines'),
    may_leave: z.boolean(),
  })
  .meta({ id: 'OwnMembership' });

const bannerSchema = z
  .object({
    organization: namedOrganization,
    required_from: instantField.nullable(),
    time_zone: z.string(),
  })
  .meta({ id: 'Banner' });

export const meSchema = z
  .object({
    id: idField,
    email: emailField,
    email_verified: z.boolean(),
    email_changed_at: instantField.nullable().describe('null: never'),
    email_proves_from: instantField
      .nullable()
      .describe('until then a changed address is no proof before a factor is set up; null: it is one'),
    password_changed_at: instantField.nullable().describe('null: nobody knows'),
    name: z.string().nullable(),
    locale: z.string().nullable().describe('a language tag'),
    zoneinfo: z.string().nullable().describe('an IANA time zone'),
    factors: z.array(z.enum(factorKinds)),
    recovery_codes_left: z.int(),
    recovery_codes_at_hand_at: instantField
      .nullable()
      .describe('when they were last told, checked or used; null: nobody knows'),
    recovery_codes_check_due: z.boolean().describe('it is time to look whether they are still at hand'),
    memberships: z.array(membershipSchema),
    banner: z
      .array(bannerSchema)
      .describe('organizations for which a factor is still to be set up; empty: no banner'),
  })
  .meta({ id: 'Me' });

/** What the caller is told about themselves. */
export function meDocument(
  { runtime, recoveryCodesCheckDays }: WebDeps,
  person: Person,
  now: Date,
): z.input<typeof meSchema> {
  const memberships = ownMemberships(person, runtime.plans, now);
  const { id, email, emailVerified, emailChangedAt, passwordChangedAt, name, profile } = person.user;
  return {
    id,
    email,
    email_verified: emailVerified,
    email_changed_at: emailChangedAt?.toISOString() ?? null,
    email_proves_from: emailProvesFrom(person, now)?.toISOString() ?? null,
    password_changed_at: passwordChangedAt?.toISOString() ?? null,
    name,
    locale: textOrNull(profile.locale),
    zoneinfo: textOrNull(profile.zoneinfo),
    factors: [...new Set(person.factors.map(({ kind }) => kind))],
    recovery_codes_left: person.recoveryCodesLeft,
    recovery_codes_at_hand_at: person.recoveryCodesAtHandAt?.toISOString() ?? null,
    recovery_codes_check_due: isRecoveryCodeCheckDue(person, recoveryCodesCheckDays, now.getTime()),
    memberships: memberships.map(membershipDocument),
    banner: bannerOf(memberships).map(bannerDocument),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function membershipDocument(membership: OwnMembership) {
  const { role, suspended, status, exemptUntil, organization } = membership;
  return {
    ...bannerDocument(membership),
    role,
    suspended,
    status,
    exempt_until: exemptUntil?.toISOString() ?? null,
    may_leave: organization.membersMayLeave,
  };
}

function bannerDocument({ organization: { id, slug, name, timeZone }, requiredFrom }: OwnMembership) {
  return {
    organization: { id, slug, name },
    required_from: requiredFrom === null ? null : new Date(requiredFrom).toISOString(),
    time_zone: timeZone,
  };
}

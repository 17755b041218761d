import { z } from 'zod';
import { factorKinds } from '../../../policy/factors/factor-kinds.ts';
import { isRecoveryCodeCheckDue } from '../../../self-service/check-recovery-code.ts';
import { leaveOrganization } from '../../../self-service/leave-organization.ts';
import { bannerOf, type OwnMembership, ownMemberships } from '../../../self-service/own-account.ts';
import { endpoint } from '../access/endpoint.ts';
import { oneself, oneselfEnrolling } from '../access/endpoint-access.ts';
import { myselfOf } from '../input/self-service-context.ts';
import { emailField, idField, instantField, roleField } from './answer-fields.ts';

const named = z.object({ id: idField, slug: z.string(), name: z.string() }).meta({ id: 'NamedOrganization' });

const membershipSchema = z
  .object({
    organization: named,
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
    organization: named,
    required_from: instantField.nullable(),
    time_zone: z.string(),
  })
  .meta({ id: 'Banner' });

const meSchema = z.object({
  id: idField,
  email: emailField,
  email_verified: z.boolean(),
  name: z.string().nullable(),
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
});

const readMe = endpoint({
  method: 'GET',
  path: '/me',
  operationId: 'readMe',
  summary: 'The caller: profile, memberships, and what a banner about a missing second factor says',
  access: oneselfEnrolling(),
  status: 200,
  answer: meSchema,
  async handle({ deps, me, now }) {
    const { person } = me();
    const memberships = ownMemberships(person, deps.runtime.plans, now);
    const { id, email, emailVerified, name } = person.user;
    return {
      body: {
        id,
        email,
        email_verified: emailVerified,
        name,
        factors: [...new Set(person.factors.map(({ kind }) => kind))],
        recovery_codes_left: person.recoveryCodesLeft,
        recovery_codes_at_hand_at: person.recoveryCodesAtHandAt?.toISOString() ?? null,
        recovery_codes_check_due: isRecoveryCodeCheckDue(person, deps.recoveryCodesCheckDays, now.getTime()),
        memberships: memberships.map(membershipDocument),
        banner: bannerOf(memberships).map(bannerDocument),
      },
    };
  },
});

const leave = endpoint({
  method: 'DELETE',
  path: '/me/memberships/{slug}',
  operationId: 'leaveOrganization',
  summary: 'Leaves an organization that lets its members go by themselves',
  access: oneself(),
  status: 204,
  answer: null,
  refusals: ['not_found', 'not_allowed', 'last_owner'],
  async handle(request) {
    const { deps, params, now } = request;
    await leaveOrganization(deps.runtime.db, myselfOf(request), params.slug ?? '', now);
    return {};
  },
});

function membershipDocument(membership: OwnMembership) {
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

export const meEndpoints = [readMe, leave];

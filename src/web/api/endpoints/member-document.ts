import { z } from 'zod';
import { describeMember, type ListedMember } from '../../../organizations/members/member-list.ts';
import type { Reason } from '../../../policy/decision.ts';
import { factorKinds } from '../../../policy/factors/factor-kinds.ts';
import type { WebDeps } from '../../http/context.ts';
import type { Administered, ApiAnswer } from '../access/endpoint.ts';
import { emailField, instantField, roleField } from '../answers/answer-fields.ts';

const reasonSchema = z.object({
  by: z.enum(['organization', 'own_factor']),
  code: z.enum(['mfa_required', 'own_factor']).meta({
    description:
      'mfa_required: the organization requires MFA; own_factor: a confirmed factor is always asked',
  }),
  since: instantField
    .nullable()
    .meta({ description: 'From when it binds, which may lie ahead; null: always' }),
});

/** A member as administrators see them. */
export const memberSchema = z
  .object({
    id: z.uuid(),
    email: emailField,
    name: z.string().nullable(),
    role: roleField,
    status: z.enum(['unprotected', 'pending', 'protected']).meta({
      description:
        'pending: MFA is required of the member, now or from an announced instant, and they have not enrolled',
    }),
    override: z.enum(['inherit', 'required', 'exempt']),
    override_reason: z.string().nullable(),
    exempt_until: instantField
      .nullable()
      .meta({ description: 'Null without an exemption, and for one without an end' }),
    suspended: z.boolean(),
    suspended_by: z.enum(['rule', 'admin']).nullable(),
    factors: z.array(z.enum(factorKinds)).meta({ description: 'Kinds of confirmed factors, each once' }),
    last_mfa_at: instantField.nullable().meta({
      description: 'Last success with a factor they still have, or with a recovery code',
    }),
    bound_by: z.array(reasonSchema).meta({
      description: 'What makes the member prove a second factor; other organizations are not told of',
    }),
    locked: z.boolean().meta({ description: 'Wrong codes have locked the second factor' }),
    locked_until: instantField.nullable().meta({
      description: 'Null where it is not locked, and where only a reset or a security key ends it',
    }),
    managed: z.boolean().meta({ description: 'Whether the organization manages the account' }),
    joined_at: instantField.meta({
      description: 'Since when their membership counts; being let in again is joining',
    }),
    member_since: instantField,
  })
  .meta({ id: 'Member' });

/** What the page of one member tells beside that. */
export const describedSchema = z
  .object({
    ...memberSchema.shape,
    live_sessions: z
      .int()
      .nullable()
      .meta({ description: 'This and the next are null where the organization does not manage the account' }),
    last_seen_at: instantField.nullable().meta({ description: 'Of the live sessions; null without one' }),
    last_sign_in_at: instantField.nullable().meta({
      description: 'Last sign-in that the activity log of the organization tells of',
    }),
  })
  .meta({ id: 'DescribedMember' });

export function memberDocument({ member, status, ...seen }: ListedMember): z.input<typeof memberSchema> {
  const isExempt = member.override === 'exempt';
  return {
    id: member.userId,
    email: seen.email,
    name: seen.name,
    role: member.role,
    status,
    override: member.override,
    override_reason: member.overrideReason,
    exempt_until: isExempt ? (member.exemptUntil?.toISOString() ?? null) : null,
    suspended: seen.suspended !== null,
    suspended_by: seen.suspended === null ? null : seen.suspended === 'by_rule' ? 'rule' : 'admin',
    factors: [...seen.factors],
    last_mfa_at: seen.lastMfaAt?.toISOString() ?? null,
    bound_by: seen.boundBy.map(reasonDocument),
    locked: seen.isLocked,
    locked_until: seen.lockedUntil?.toISOString() ?? null,
    managed: seen.isManaged,
    joined_at: member.joinedAt.toISOString(),
    member_since: seen.memberSince.toISOString(),
  };
}

function reasonDocument({ by, since }: Reason): z.input<typeof reasonSchema> {
  if (by === 'organization')
    return { by, code: 'mfa_required', since: since === undefined ? null : new Date(since).toISOString() };
  return { by: 'own_factor', code: 'own_factor', since: null };
}

/** Answers a member as they are now. @throws Refusal `not_found` */
export async function answerMember(
  { operations: { db, plans } }: WebDeps,
  { organization, acting: { now } }: Administered,
  userId: string,
): Promise<ApiAnswer> {
  const { member, use } = await describeMember(db, { organization, plans, now }, userId);
  const body: z.input<typeof describedSchema> = {
    ...memberDocument(member),
    live_sessions: use?.liveSessions ?? null,
    last_seen_at: use?.lastSeenAt?.toISOString() ?? null,
    last_sign_in_at: use?.lastSignInAt?.toISOString() ?? null,
  };
  return { body };
}

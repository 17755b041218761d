import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Client, Environment } from '../../environments/environment.ts';
import type {
  Invitation,
  Member,
  Organization,
  OrganizationDomain,
} from '../../organizations/core/organization.ts';
import { instant } from './columns.ts';

export const OrganizationEntity = new EntitySchema<Organization>({
  name: 'organizations',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'organizations_pk' },
    slug: { type: 'text' },
    name: { type: 'text' },
    plan: { type: 'text' },
    seats: { type: 'integer' },
    timeZone: { type: 'text', name: 'time_zone' },
    notificationEmail: { type: 'text', name: 'notification_email', nullable: true },
    trialEndsAt: { ...instant('trial_ends_at'), nullable: true },
    membersMayLeave: { type: 'boolean', name: 'members_may_leave', default: false },
    joinByDomain: { type: 'boolean', name: 'join_by_domain', default: false },
    enforcement: { type: 'jsonb', nullable: true },
    enforcementBefore: { type: 'jsonb', name: 'enforcement_before', nullable: true },
    version: { type: 'integer', default: 1 },
    createdAt: instant('created_at'),
  } satisfies Record<keyof Organization, EntitySchemaColumnOptions>,
  uniques: [{ name: 'organizations_slug_unique', columns: ['slug'] }],
});

export const OrganizationDomainEntity = new EntitySchema<OrganizationDomain>({
  name: 'organization_domains',
  columns: {
    domain: { type: 'text', primary: true, primaryKeyConstraintName: 'organization_domains_pk' },
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      foreignKey: {
        target: 'organizations',
        name: 'organization_domains_organization_fk',
        onDelete: 'CASCADE',
      },
    },
    verifiedAt: instant('verified_at'),
    verifiedBy: { type: 'text', name: 'verified_by' },
  } satisfies Record<keyof OrganizationDomain, EntitySchemaColumnOptions>,
  indices: [{ name: 'organization_domains_organization', columns: ['organizationId'] }],
});

/** Written by triggers alone, and read by stores in SQL (stores/member-page.ts). */
const written = { select: false, insert: false, update: false } as const;
const copiedOfPerson = {
  totpSince: { ...instant('totp_since'), nullable: true, ...written },
  webauthnSince: { ...instant('webauthn_since'), nullable: true, ...written },
  searchText: { type: 'text', name: 'search_text', default: '', ...written },
} as const;

export const MemberEntity = new EntitySchema<Member>({
  name: 'members',
  columns: {
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      primary: true,
      primaryKeyConstraintName: 'members_pk',
      foreignKey: { target: 'organizations', name: 'members_organization_fk', onDelete: 'CASCADE' },
    },
    userId: {
      type: 'uuid',
      name: 'user_id',
      primary: true,
      primaryKeyConstraintName: 'members_pk',
      foreignKey: { target: 'users', name: 'members_user_fk', onDelete: 'CASCADE' },
    },
    role: { type: 'text' },
    override: { type: 'text' },
    overrideSetAt: { ...instant('override_set_at'), nullable: true },
    overrideReason: { type: 'text', name: 'override_reason', nullable: true },
    exemptUntil: { ...instant('exempt_until'), nullable: true },
    suspended: { type: 'text', nullable: true },
    ruleSuspends: { type: 'boolean', name: 'rule_suspends', default: false },
    graceUntil: { ...instant('grace_until'), nullable: true },
    joinedAt: instant('joined_at'),
    ...copiedOfPerson,
  } satisfies Record<keyof Member | keyof typeof copiedOfPerson, EntitySchemaColumnOptions>,
  indices: [
    { name: 'members_user', columns: ['userId'] },
    { name: 'members_listed', columns: ['organizationId', 'joinedAt', 'userId'], synchronize: false },
  ],
});

export const InvitationEntity = new EntitySchema<Invitation>({
  name: 'invitations',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'invitations_pk' },
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      foreignKey: { target: 'organizations', name: 'invitations_organization_fk', onDelete: 'CASCADE' },
    },
    email: { type: 'text' },
    role: { type: 'text' },
    tokenHash: { type: 'bytea', name: 'token_hash', nullable: true },
    expiresAt: instant('expires_at'),
    createdAt: instant('created_at'),
    invitedBy: {
      type: 'uuid',
      name: 'invited_by',
      nullable: true,
      foreignKey: { target: 'users', name: 'invitations_inviter_fk', onDelete: 'SET NULL' },
    },
  } satisfies Record<keyof Invitation, EntitySchemaColumnOptions>,
  uniques: [{ name: 'invitations_organization_email_unique', columns: ['organizationId', 'email'] }],
  indices: [
    { name: 'invitations_token', columns: ['tokenHash'] },
    { name: 'invitations_email', columns: ['email'] },
  ],
});

export const EnvironmentEntity = new EntitySchema<Environment>({
  name: 'environments',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'environments_pk' },
    mfa: { type: 'text' },
    pilot: { type: 'jsonb' },
  } satisfies Record<keyof Environment, EntitySchemaColumnOptions>,
});

export const ClientEntity = new EntitySchema<Client>({
  name: 'clients',
  columns: {
    clientId: { type: 'text', name: 'client_id', primary: true, primaryKeyConstraintName: 'clients_pk' },
    metadata: { type: 'bytea' },
    environment: { type: 'text', foreignKey: { target: 'environments', name: 'clients_environment_fk' } },
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      nullable: true,
      foreignKey: { target: 'organizations', name: 'clients_organization_fk' },
    },
    firstParty: { type: 'boolean', name: 'first_party' },
    requireLevel: { type: 'smallint', name: 'require_level', nullable: true },
    requireMfaMaxAgeSeconds: { type: 'integer', name: 'require_mfa_max_age_seconds', nullable: true },
    createdAt: instant('created_at'),
  } satisfies Record<keyof Client, EntitySchemaColumnOptions>,
});

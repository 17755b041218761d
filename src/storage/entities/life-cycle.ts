import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from './columns.ts';

/** A link that was mailed and works once: its token by hash. */
export interface OneTimeLinkRow {
  readonly tokenHash: Buffer;
  readonly kind: string;
  readonly userId: string;
  readonly organizationId: string | null;
  readonly detail: unknown;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export const OneTimeLinkEntity = new EntitySchema<OneTimeLinkRow>({
  name: 'one_time_links',
  columns: {
    tokenHash: {
      type: 'bytea',
      name: 'token_hash',
      primary: true,
      primaryKeyConstraintName: 'one_time_links_pk',
    },
    kind: { type: 'text' },
    userId: reference('user_id', 'users', 'one_time_links_user_fk'),
    organizationId: {
      ...reference('organization_id', 'organizations', 'one_time_links_organization_fk'),
      nullable: true,
    },
    detail: { type: 'jsonb' },
    createdAt: instant('created_at'),
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof OneTimeLinkRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'one_time_links_user', columns: ['userId', 'kind'] },
    { name: 'one_time_links_expiry', columns: ['expiresAt'] },
  ],
});

/** Something to be done at an instant; the row goes when it is done. */
export interface DueWorkRow {
  readonly id: string;
  readonly kind: string;
  readonly organizationId: string;
  readonly userId: string | null;
  readonly dueAt: Date;
  /** The last member that was dealt with; work on many members goes on after them. */
  readonly afterUserId: string | null;
}

export const DueWorkEntity = new EntitySchema<DueWorkRow>({
  name: 'due_work',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'due_work_pk' },
    kind: { type: 'text' },
    organizationId: reference('organization_id', 'organizations', 'due_work_organization_fk'),
    userId: { ...reference('user_id', 'users', 'due_work_user_fk'), nullable: true },
    dueAt: instant('due_at'),
    afterUserId: { type: 'uuid', name: 'after_user_id', nullable: true },
  } satisfies Record<keyof DueWorkRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'due_work_due', columns: ['dueAt'] },
    { name: 'due_work_organization', columns: ['organizationId', 'kind'] },
    { name: 'due_work_user', columns: ['userId'], where: '(user_id IS NOT NULL)' },
  ],
});

/** A browser on which a second factor was proven, by the hash of its cookie. */
export interface RememberedDeviceRow {
  readonly idHash: Buffer;
  readonly userId: string;
  readonly factor: string;
  readonly sourcePrefix: string;
  readonly provenAt: Date;
  readonly expiresAt: Date;
}

export const RememberedDeviceEntity = new EntitySchema<RememberedDeviceRow>({
  name: 'remembered_devices',
  columns: {
    idHash: {
      type: 'bytea',
      name: 'id_hash',
      primary: true,
      primaryKeyConstraintName: 'remembered_devices_pk',
    },
    userId: reference('user_id', 'users', 'remembered_devices_user_fk'),
    factor: { type: 'text' },
    sourcePrefix: { type: 'text', name: 'source_prefix' },
    provenAt: instant('proven_at'),
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof RememberedDeviceRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'remembered_devices_user', columns: ['userId'] },
    { name: 'remembered_devices_expiry', columns: ['expiresAt'] },
  ],
});

/** A request of the API that may be sent again: its answer, sealed; null while it is under way. */
export interface IdempotencyKeyRow {
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
  readonly status: number | null;
  readonly answer: Buffer | null;
  readonly expiresAt: Date;
}

export const IdempotencyKeyEntity = new EntitySchema<IdempotencyKeyRow>({
  name: 'idempotency_keys',
  columns: {
    keyHash: {
      type: 'bytea',
      name: 'key_hash',
      primary: true,
      primaryKeyConstraintName: 'idempotency_keys_pk',
    },
    requestHash: { type: 'bytea', name: 'request_hash' },
    status: { type: 'integer', nullable: true },
    answer: { type: 'bytea', nullable: true },
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof IdempotencyKeyRow, EntitySchemaColumnOptions>,
  indices: [{ name: 'idempotency_keys_expiry', columns: ['expiresAt'] }],
});

/** Who has had their days of grace in an organization: they run once per person (ruling 10). */
export interface GraceRow {
  readonly organizationId: string;
  readonly userId: string;
}

export const GraceEntity = new EntitySchema<GraceRow>({
  name: 'graces',
  columns: {
    organizationId: {
      ...reference('organization_id', 'organizations', 'graces_organization_fk'),
      primary: true,
      primaryKeyConstraintName: 'graces_pk',
    },
    userId: {
      ...reference('user_id', 'users', 'graces_user_fk'),
      primary: true,
      primaryKeyConstraintName: 'graces_pk',
    },
  } satisfies Record<keyof GraceRow, EntitySchemaColumnOptions>,
});

/** Who went from an organization and joins it no more by themselves. */
export interface RemovedMemberRow {
  readonly organizationId: string;
  readonly userId: string;
  readonly removedAt: Date;
}

export const RemovedMemberEntity = new EntitySchema<RemovedMemberRow>({
  name: 'removed_members',
  columns: {
    organizationId: {
      ...reference('organization_id', 'organizations', 'removed_members_organization_fk'),
      primary: true,
      primaryKeyConstraintName: 'removed_members_pk',
    },
    userId: {
      ...reference('user_id', 'users', 'removed_members_user_fk'),
      primary: true,
      primaryKeyConstraintName: 'removed_members_pk',
    },
    removedAt: instant('removed_at'),
  } satisfies Record<keyof RemovedMemberRow, EntitySchemaColumnOptions>,
});

/** The end of an organization's chain of events; kept by a trigger. */
export interface AuditChainRow {
  readonly organizationId: string;
  readonly position: string;
  readonly hash: Buffer;
}

export const AuditChainEntity = new EntitySchema<AuditChainRow>({
  name: 'audit_chains',
  columns: {
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      primary: true,
      primaryKeyConstraintName: 'audit_chains_pk',
    },
    position: { type: 'bigint' },
    hash: { type: 'bytea' },
  } satisfies Record<keyof AuditChainRow, EntitySchemaColumnOptions>,
});

import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from './columns.ts';

/** What we know of one session of the provider, by the hash of its uid. */
export interface SessionRow {
  readonly uidHash: Buffer;
  readonly userId: string;
  readonly userEpoch: number;
  readonly proofs: unknown;
  readonly sourcePrefix: string;
  readonly suppressed: unknown;
  readonly openedAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

export const SessionRecordEntity = new EntitySchema<SessionRow>({
  name: 'session_records',
  columns: {
    uidHash: {
      type: 'bytea',
      name: 'uid_hash',
      primary: true,
      primaryKeyConstraintName: 'session_records_pk',
    },
    userId: {
      type: 'uuid',
      name: 'user_id',
      foreignKey: { target: 'users', name: 'session_records_user_fk', onDelete: 'CASCADE' },
    },
    userEpoch: { type: 'integer', name: 'user_epoch' },
    proofs: { type: 'jsonb' },
    sourcePrefix: { type: 'text', name: 'source_prefix' },
    suppressed: { type: 'jsonb' },
    openedAt: instant('opened_at'),
    lastSeenAt: instant('last_seen_at'),
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof SessionRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'session_records_user', columns: ['userId'] },
    { name: 'session_records_expiry', columns: ['expiresAt'] },
  ],
});

/** One artefact of the provider: session, interaction, grant, code, token … */
export interface ProviderRow {
  readonly model: string;
  readonly idHash: Buffer;
  readonly payload: Buffer;
  readonly progress: Buffer | null;
  readonly progressVersion: number;
  readonly accountId: string | null;
  readonly grantIdHash: Buffer | null;
  readonly uidHash: Buffer | null;
  readonly userCodeHash: Buffer | null;
  readonly consumedAt: Date | null;
  readonly expiresAt: Date;
}

export const ProviderRecordEntity = new EntitySchema<ProviderRow>({
  name: 'provider_records',
  columns: {
    idHash: {
      type: 'bytea',
      name: 'id_hash',
      primary: true,
      primaryKeyConstraintName: 'provider_records_pk',
    },
    model: { type: 'text', primary: true, primaryKeyConstraintName: 'provider_records_pk' },
    payload: { type: 'bytea' },
    progress: { type: 'bytea', nullable: true },
    progressVersion: { type: 'integer', name: 'progress_version', default: 0 },
    accountId: { type: 'uuid', name: 'account_id', nullable: true },
    grantIdHash: { type: 'bytea', name: 'grant_id_hash', nullable: true },
    uidHash: { type: 'bytea', name: 'uid_hash', nullable: true },
    userCodeHash: { type: 'bytea', name: 'user_code_hash', nullable: true },
    consumedAt: { ...instant('consumed_at'), nullable: true },
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof ProviderRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'provider_records_grant', columns: ['grantIdHash'], where: '(grant_id_hash IS NOT NULL)' },
    { name: 'provider_records_account', columns: ['accountId'], where: '(account_id IS NOT NULL)' },
    { name: 'provider_records_uid', columns: ['uidHash'], where: '(uid_hash IS NOT NULL)' },
    { name: 'provider_records_user_code', columns: ['userCodeHash'], where: '(user_code_hash IS NOT NULL)' },
    { name: 'provider_records_expiry', columns: ['expiresAt'] },
  ],
});

export interface ThrottleRow {
  readonly keyHash: Buffer;
  readonly failures: number;
  readonly blockedUntil: Date | null;
  readonly updatedAt: Date;
}

export const ThrottleEntity = new EntitySchema<ThrottleRow>({
  name: 'throttles',
  columns: {
    keyHash: { type: 'bytea', name: 'key_hash', primary: true, primaryKeyConstraintName: 'throttles_pk' },
    failures: { type: 'integer' },
    blockedUntil: { ...instant('blocked_until'), nullable: true },
    updatedAt: instant('updated_at'),
  } satisfies Record<keyof ThrottleRow, EntitySchemaColumnOptions>,
  indices: [{ name: 'throttles_updated', columns: ['updatedAt'] }],
});

export interface SigningKeyRow {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateJwk: Buffer;
  readonly createdAt: Date;
  readonly signsFrom: Date;
  readonly retiresAt: Date | null;
}

export const SigningKeyEntity = new EntitySchema<SigningKeyRow>({
  name: 'signing_keys',
  columns: {
    kid: { type: 'text', primary: true, primaryKeyConstraintName: 'signing_keys_pk' },
    algorithm: { type: 'text' },
    privateJwk: { type: 'bytea', name: 'private_jwk' },
    createdAt: instant('created_at'),
    signsFrom: instant('signs_from'),
    retiresAt: { ...instant('retires_at'), nullable: true },
  } satisfies Record<keyof SigningKeyRow, EntitySchemaColumnOptions>,
});

/** A random key of the installation, sealed under the place `sealed_keys.sealed:<name>`. */
export interface SealedKeyRow {
  readonly name: string;
  readonly sealed: Buffer;
  readonly createdAt: Date;
}

export const SealedKeyEntity = new EntitySchema<SealedKeyRow>({
  name: 'sealed_keys',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'sealed_keys_pk' },
    sealed: { type: 'bytea' },
    createdAt: instant('created_at'),
  } satisfies Record<keyof SealedKeyRow, EntitySchemaColumnOptions>,
});

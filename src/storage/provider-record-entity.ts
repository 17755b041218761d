import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from './database/columns.ts';

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
  readonly successor: Buffer | null;
  /** Of a grant. */
  readonly clientId: string | null;
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
    successor: { type: 'bytea', nullable: true },
    clientId: { type: 'text', name: 'client_id', nullable: true },
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof ProviderRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'provider_records_grant', columns: ['grantIdHash'], where: '(grant_id_hash IS NOT NULL)' },
    { name: 'provider_records_account', columns: ['accountId'], where: '(account_id IS NOT NULL)' },
    { name: 'provider_records_uid', columns: ['uidHash'], where: '(uid_hash IS NOT NULL)' },
    { name: 'provider_records_user_code', columns: ['userCodeHash'], where: '(user_code_hash IS NOT NULL)' },
    { name: 'provider_records_client', columns: ['clientId'], where: '(client_id IS NOT NULL)' },
    { name: 'provider_records_expiry', columns: ['expiresAt'] },
  ],
});

import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from '../database/columns.ts';

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

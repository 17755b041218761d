import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from '../database/columns.ts';

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

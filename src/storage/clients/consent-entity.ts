import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { ConsentTerms } from '../../people/remembered-consent.ts';
import { instant, reference } from '../database/columns.ts';

/** What a person lets an application have, whichever sessions there are. */
export interface ConsentRow {
  readonly userId: string;
  readonly clientId: string;
  readonly terms: ConsentTerms;
  readonly agreedAt: Date;
  readonly expiresAt: Date;
}

const key = { primary: true, primaryKeyConstraintName: 'consents_pk' };

export const ConsentEntity = new EntitySchema<ConsentRow>({
  name: 'consents',
  columns: {
    userId: { ...reference('user_id', 'users', 'consents_user_fk'), ...key },
    clientId: {
      type: 'text',
      name: 'client_id',
      foreignKey: { target: 'clients', name: 'consents_client_fk', onDelete: 'CASCADE' },
      ...key,
    },
    terms: { type: 'jsonb' },
    agreedAt: instant('agreed_at'),
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof ConsentRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'consents_client', columns: ['clientId'] },
    { name: 'consents_expiry', columns: ['expiresAt'] },
  ],
});

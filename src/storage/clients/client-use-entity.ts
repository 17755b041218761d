import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/** On which day (UTC) a client was given a token last; beside its registration, which every sign-in reads. */
export interface ClientUseRow {
  readonly clientId: string;
  readonly usedOn: string;
}

export const ClientUseEntity = new EntitySchema<ClientUseRow>({
  name: 'client_uses',
  columns: {
    clientId: {
      type: 'text',
      name: 'client_id',
      primary: true,
      primaryKeyConstraintName: 'client_uses_pk',
      foreignKey: { target: 'clients', name: 'client_uses_client_fk', onDelete: 'CASCADE' },
    },
    usedOn: { type: 'date', name: 'used_on' },
  } satisfies Record<keyof ClientUseRow, EntitySchemaColumnOptions>,
});

import type { Stores } from '../../stores.ts';

/** An application as people are told of it. */
export interface NamedApplication {
  readonly clientId: string;
  /** Null where it has not said one. */
  readonly name: string | null;
}

/** Applications of these ids by their ids, in one statement; our own pages and those that are gone are left out. */
export async function applicationNames(
  { clients }: Pick<Stores, 'clients'>,
  clientIds: readonly string[],
): Promise<ReadonlyMap<string, NamedApplication>> {
  const ids = [...new Set(clientIds)];
  const found = ids.length === 0 ? [] : await clients.findAll(ids);
  return new Map(
    found.map(({ client: { clientId, metadata } }) => [clientId, { clientId, name: nameIn(metadata) }]),
  );
}

export function nameIn({ client_name: name }: Readonly<Record<string, unknown>>): string | null {
  return typeof name === 'string' ? name : null;
}

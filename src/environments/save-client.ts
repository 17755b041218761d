import { isDeepStrictEqual } from 'node:util';
import type { Deed } from '../audit/deed.ts';
import type { Operations } from '../operations/operations.ts';
import { supportedAcrValues } from '../policy/factors/acr.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import { conflictsIn, type FieldProblem, gapsIn } from './client-conflicts.ts';
import type { ClientMetadata, RegisteredClient } from './store.ts';

type SettableField =
  | 'environment'
  | 'organizationId'
  | 'firstParty'
  | 'requireLevel'
  | 'requireMfaMaxAgeSeconds';

/** What is left out stays as it is, each field of the metadata by itself, or takes the product's default. */
export interface WantedClient {
  readonly clientId: string;
  /** Whether there has to be none of this id yet, or one; default either. */
  readonly expected?: 'none' | 'one';
  /** Null removes a field, so that it takes the provider's default again. */
  readonly metadata: ClientMetadata;
  /** Null takes the product's default again. */
  readonly fields: { readonly [Field in SettableField]?: RegisteredClient[Field] | null | undefined };
}

const defaults: Pick<RegisteredClient, SettableField> = {
  environment: 'production',
  organizationId: null,
  firstParty: false,
  requireLevel: null,
  requireMfaMaxAgeSeconds: null,
};

/**
 * Registers a client, or changes the one of this id; the operator's decision alone.
 * @throws Refusal `invalid_document` with "field: problem", by the names of the metadata; `not_found` where one is expected
 */
export async function saveClient(
  { db, ...known }: Pick<Operations, 'db' | 'acrAliases' | 'resources' | 'issuer'>,
  { actor, now }: Deed,
  wanted: WantedClient,
): Promise<'created' | 'updated' | 'unchanged'> {
  return db.transaction(async (stores) => {
    const { clientId } = wanted;
    await stores.clients.lock([clientId]);
    const existing = (await stores.clients.find(clientId))?.client ?? null;
    const client = clientAfter(existing, wanted, now);
    requireExpected(existing, wanted);
    await requireUsable(stores, client, known);
    if (isDeepStrictEqual(existing, client)) return 'unchanged';
    await stores.clients.save(client);
    const type = existing === null ? 'client.created' : 'client.updated';
    await stores.audit.record({ type, actor, detail: { client: clientId } }, now);
    return existing === null ? 'created' : 'updated';
  });
}

function requireExpected(existing: RegisteredClient | null, { clientId, expected }: WantedClient): void {
  if (expected === 'one' && existing === null) throw new Refusal('not_found');
  if (expected === 'none' && existing !== null)
    throw new Refusal('invalid_document', { list: [`client_id: ${clientId} is registered already`] });
}

function clientAfter(
  existing: RegisteredClient | null,
  { clientId, metadata, fields }: WantedClient,
  now: Date,
): RegisteredClient {
  const before = existing ?? { ...defaults, createdAt: now };
  const said = Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value ?? Reflect.get(defaults, name)]],
    ),
  );
  const merged = Object.entries({ ...existing?.metadata, ...metadata }).filter(([, value]) => value !== null);
  return { ...before, ...said, clientId, metadata: Object.fromEntries(merged) };
}

/** What was there and what is new come together to what the provider will be given. */
async function requireUsable(
  { environments }: Stores,
  { environment, metadata }: RegisteredClient,
  { acrAliases, ...known }: Pick<Operations, 'acrAliases' | 'resources' | 'issuer'>,
): Promise<void> {
  const problems: FieldProblem[] = [...conflictsIn(metadata), ...gapsIn(metadata)];
  if ((await environments.find(environment)) === null)
    problems.push({ field: 'environment', problem: `there is no environment ${environment}` });
  const resourceProblem = whyNoDefault(metadata, known);
  if (resourceProblem !== null) problems.push({ field: 'default_resource', problem: resourceProblem });
  const levels = supportedAcrValues(acrAliases);
  const { default_acr_values: wanted = [] } = metadata;
  if (Array.isArray(wanted) && !wanted.every((name) => levels.includes(name)))
    problems.push({ field: 'default_acr_values', problem: `may name only: ${levels.join(', ')}` });
  if (problems.length === 0) return;
  const list = problems.map(({ field, problem }) => `${field}: ${problem}`);
  throw new Refusal('invalid_document', { list, reason: list.join('; ') });
}

/** Why tokens of a client cannot be for its default resource; null where they can, and where it has none. */
function whyNoDefault(
  { default_resource: uri }: ClientMetadata,
  { resources, issuer }: Pick<Operations, 'resources' | 'issuer'>,
): string | null {
  if (uri === undefined) return null;
  if (uri === `${issuer.origin}/api/v1`)
    return 'must not be the API of Countersign, which each request names by itself';
  if (typeof uri === 'string' && resources.includes(uri)) return null;
  return resources.length === 0
    ? 'must be among the resources of the configuration, which has none'
    : `must be among the resources of the configuration: ${resources.join(', ')}`;
}

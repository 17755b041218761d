import { isDeepStrictEqual } from 'node:util';
import type { ClientMetadata, RegisteredClient } from '../environments/store.ts';
import { supportedAcrValues } from '../policy/factors/acr.ts';
import { type ApplyRun, fault, faults, operator } from './apply-run.ts';
import { conflictsIn, gapsIn } from './client-conflicts.ts';
import type { ClientDocument } from './client-document.ts';

export async function applyClient(run: ApplyRun, document: ClientDocument, path: string): Promise<void> {
  const { stores, now, changes } = run;
  const existing = (await stores.clients.find(document.client_id))?.client ?? null;
  const client = await clientOf(run, document, existing, path);
  const outcome =
    existing === null ? 'created' : isDeepStrictEqual(existing, client) ? 'unchanged' : 'updated';
  changes.push({ kind: 'client', name: document.client_id, outcome });
  if (outcome === 'unchanged') return;
  await stores.clients.save(client);
  const type = outcome === 'created' ? 'client.created' : 'client.updated';
  await stores.audit.record({ type, actor: operator, detail: { client: document.client_id } }, now);
}

/** Fields that the file leaves out keep their value. */
async function clientOf(
  run: ApplyRun,
  document: ClientDocument,
  existing: RegisteredClient | null,
  path: string,
): Promise<RegisteredClient> {
  const { client_id, environment, first_party, organization, require_acr, require_mfa_max_age, ...metadata } =
    document;
  const merged: RegisteredClient = {
    clientId: client_id,
    metadata: { ...existing?.metadata, ...metadata },
    environment: environment ?? existing?.environment ?? 'production',
    organizationId:
      organization === undefined
        ? (existing?.organizationId ?? null)
        : await organizationIdOf(run, organization, `${path}.organization`),
    firstParty: first_party ?? existing?.firstParty ?? false,
    requireLevel: require_acr ?? existing?.requireLevel ?? null,
    requireMfaMaxAgeSeconds: require_mfa_max_age ?? existing?.requireMfaMaxAgeSeconds ?? null,
    createdAt: existing?.createdAt ?? run.now,
  };
  if ((await run.stores.environments.find(merged.environment)) === null) {
    throw fault(`${path}.environment`, `there is no environment ${merged.environment}`);
  }
  requireUsable(run, merged.metadata, path);
  return merged;
}

/** What the file and the stored client come to together is what the provider will be given. */
function requireUsable({ deps }: ApplyRun, metadata: ClientMetadata, path: string): void {
  const problems = [...conflictsIn(metadata), ...gapsIn(metadata)];
  const levels = supportedAcrValues(deps.acrAliases);
  const { default_acr_values: wanted = [] } = metadata;
  if (Array.isArray(wanted) && !wanted.every((name) => levels.includes(name))) {
    problems.push({ field: 'default_acr_values', problem: `may name only: ${levels.join(', ')}` });
  }
  if (problems.length > 0) throw faults(problems.map(({ field, problem }) => `${path}.${field}: ${problem}`));
}

async function organizationIdOf(
  { stores }: ApplyRun,
  slug: string | null,
  path: string,
): Promise<string | null> {
  if (slug === null) return null;
  const organization = await stores.organizations.findBySlug(slug);
  if (organization === null) throw fault(path, `there is no organization ${slug}`);
  return organization.id;
}

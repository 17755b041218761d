import { isDeepStrictEqual } from 'node:util';
import type { RegisteredClient } from '../environments/store.ts';
import { type ApplyRun, fault, operator } from './apply-run.ts';
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
  return merged;
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

import { saveClient } from '../environments/save-client.ts';
import { type ApplyRun, fault, placed } from './apply-run.ts';
import type { ClientDocument } from './client-document.ts';

export async function applyClient(run: ApplyRun, document: ClientDocument, path: string): Promise<void> {
  const { deps, operator, changes } = run;
  const { client_id, environment, first_party, organization, require_acr, require_mfa_max_age, ...metadata } =
    document;
  const fields = {
    environment,
    organizationId:
      organization == null ? organization : await organizationIdOf(run, organization, `${path}.organization`),
    firstParty: first_party,
    requireLevel: require_acr,
    requireMfaMaxAgeSeconds: require_mfa_max_age,
  };
  const { db, issuer, acrAliases = {}, resources = [] } = deps;
  const wanted = { clientId: client_id, metadata, fields };
  const outcome = await placed(path, () =>
    saveClient({ db, issuer, acrAliases, resources }, operator, wanted),
  );
  changes.push({ kind: 'client', name: client_id, outcome });
}

async function organizationIdOf({ stores }: ApplyRun, slug: string, path: string): Promise<string> {
  const organization = await stores.organizations.findBySlug(slug);
  if (organization === null) throw fault(path, `there is no organization ${slug}`);
  return organization.id;
}

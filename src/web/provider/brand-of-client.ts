import type { BrandQuestion } from '../../organizations/profile/choose-brand.ts';
import type { ClientDirectory } from '../../provider/library/client-directory.ts';

/** Whose brand a page has that is about an application. @param clientId undefined where the request names none */
export async function brandOfClient(
  { clients }: { readonly clients: Pick<ClientDirectory, 'find'> },
  clientId: string | undefined,
): Promise<BrandQuestion> {
  const entry = clientId === undefined ? null : await clients.find(clientId);
  return { clientOrganization: entry?.client.organizationId ?? null, narrowedTo: null };
}

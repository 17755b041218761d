import { ownDialect } from './dialects/own/own-dialect.ts';
import { endpoints } from './endpoints/all.ts';
import { openApiDocument } from './openapi/document.ts';
import type { ApiGroup } from './router.ts';

/** `/api/v1`: every endpoint of ours, and the document that describes them. */
export function ownApi(issuer: URL): ApiGroup {
  const documents = { '/openapi.json': openApiDocument(issuer.origin, endpoints) };
  return { dialect: ownDialect, endpoints, documents };
}

import type { Schema } from './schema.ts';

/** Something that can be asked, as its document or its form describes it. */
export interface Route {
  readonly method: string;
  /** With `{names}`, from the root of the server. */
  readonly path: string;
  readonly query: readonly Parameter[];
  /** Of the JSON that it takes; null for none. */
  readonly body: Schema | null;
  /** Of the form that it takes. */
  readonly fields: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly schema: Schema;
}

export interface Catalogue {
  /** Operations of the API. */
  readonly api: readonly Route[];
  /** Pages and endpoints. */
  readonly others: readonly Route[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** The part of an OpenAPI document that is read here. */
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

const interactionPages = [
  'password challenge mailbox enroll recovery-codes new-password consent join ticket account error nowhere',
].flatMap((names) => names.split(' '));

const authorizationParameters =
  'client_id redirect_uri response_type scope state nonce claims acr_values max_age prompt display organization ' +
  'login_hint id_token_hint ui_locales resource code_challenge code_challenge_method request request_uri response_mode ' +
  'invitation';

const tokenFields =
  'grant_type code refresh_token redirect_uri code_verifier client_id client_secret scope resource client_assertion ' +
  'client_assertion_type device_code';

/** Path, names in the query, fields of the form. */
const pages: readonly (readonly [path: string, query: string, fields: string])[] = [
  ['/', '', ''],
  ['/nowhere', '', ''],
  ['/favicon.ico', '', ''],
  ['/assets/{name}', '', ''],
  ['/health/live', '', ''],
  ['/health/ready', '', ''],
  ['/development/mailbox', '', ''],
  ['/metrics', '', ''],
  ...interactionPages.map(
    (page) =>
      [
        `/interaction/{uid}/${page}`,
        'lang',
        'action email password code new_password name kept response',
      ] as const,
  ),
  ['/interaction/{uid}', '', ''],
  ['/invitations/{token}', '', 'action email password name'],
  ['/invitations/callback', 'code state iss error', 'action'],
  ['/invitations/joined', '', ''],
  ['/password/forgotten', '', 'email action'],
  ['/password/sent', '', ''],
  ['/password/saved', '', ''],
  ['/password/reset/{token}', 'new_password', 'new_password action'],
  ['/account', '', ''],
  ['/account/email/{token}', '', 'action'],
  ['/account/security', '', ''],
  ['/console/{slug}', '', ''],
  ['/operator', '', ''],
  ['/auth', authorizationParameters, authorizationParameters],
  ['/auth/{uid}', '', ''],
  ['/token', '', tokenFields],
  ['/me', 'access_token', 'access_token'],
  ['/jwks', '', ''],
  ['/session/end', 'id_token_hint post_logout_redirect_uri state client_id', 'id_token_hint state client_id'],
  ['/session/end/confirm', '', 'xsrf logout'],
  ['/session/end/success', 'client_id', ''],
  ['/token/introspection', '', 'token token_type_hint client_id client_secret'],
  ['/token/revocation', '', 'token token_type_hint client_id client_secret'],
  ['/request', '', `${authorizationParameters} client_secret`],
  ['/device', 'user_code', 'user_code xsrf confirm abort'],
  ['/device/auth', '', 'client_id client_secret scope'],
  ['/device/{uid}', '', ''],
  ['/reg', '', 'redirect_uris'],
  ['/.well-known/openid-configuration', '', ''],
  ['/.well-known/oauth-authorization-server', '', ''],
  ['/.well-known/webauthn', '', ''],
  ['/api/v1', '', ''],
  ['/api/v1/openapi.json', '', ''],
  ['/api/v1/nowhere/{id}', 'limit', ''],
];

/** Every operation of the API, as the server itself describes it, and every page and endpoint beside it. */
export async function catalogueOf(issuer: string): Promise<Catalogue> {
  // The description that the server makes of itself.
  const document = (await (await fetch(`${issuer}/api/v1/openapi.json`)).json()) as OpenApi;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => /^(?:get|put|post|patch|delete)$/.test(method))
      .map(([method, operation]) => apiRoute(method, path, operation)),
  );
  const others = [...pages, ...(await unknownEndpoints(issuer))].flatMap(([path, query, fields]) => [
    ...(isFormOnly(path) ? [] : [pageRoute('GET', path, query, fields)]),
    ...(fields === '' ? [] : [pageRoute('POST', path, query, fields)]),
  ]);
  return { api: operations, others, schemas: document.components?.schemas ?? {} };
}

/** Endpoints that answer forms alone; that they refuse the rest is tried as often as a wrong method. */
function isFormOnly(path: string): boolean {
  return /^\/(?:token|request|reg|device\/auth)|^\/session\/end\/confirm/.test(path);
}

/** Endpoints that discovery names and the list above does not. */
async function unknownEndpoints(issuer: string): Promise<(readonly [string, string, string])[]> {
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  const metadata = (await discovery.json()) as Readonly<Record<string, unknown>>;
  return Object.entries(metadata)
    .filter(([name]) => name.endsWith('_endpoint'))
    .map(([, address]) => new URL(String(address)).pathname)
    .filter((path) => !pages.some(([known]) => known === path))
    .map((path) => [path, authorizationParameters, tokenFields] as const);
}

function apiRoute(method: string, path: string, { parameters = [], requestBody }: Operation): Route {
  const body = requestBody?.content?.['application/json']?.schema ?? null;
  const query = parameters
    .filter((each) => each.in === 'query')
    .map(({ name, schema = {} }) => ({ name, schema }));
  return { method: method.toUpperCase(), path: `/api/v1${path}`, query, body, fields: [] };
}

function pageRoute(method: string, path: string, query: string, fields: string): Route {
  const words = (text: string) => text.split(' ').filter((word) => word !== '');
  const parameters = words(query).map((name) => ({ name, schema: {} }));
  return { method, path, query: parameters, body: null, fields: words(fields) };
}

import { z } from 'zod';
import { count, displayName, slug, word } from '../documents/fields.ts';
import {
  clientAuthAlgorithms,
  clientAuthMethods,
  clientScopes,
  grantTypes,
  idTokenAlgorithms,
  responseModes,
  responseTypes,
  subjectTypes,
} from '../environments/client-terms.ts';
import { ownClientId } from '../environments/own-client.ts';
import { claimMembers } from './claim-members.ts';
import { publicKeys } from './public-keys.ts';
import { backchannelUri, httpsUri, redirectUri, webUri } from './redirect-uri.ts';

const visibleAscii = /^[\x20-\x7e]+$/;
const text = z.string().min(1, 'must not be empty').max(2000, 'must have at most 2000 characters');

const acrNames = {
  'urn:countersign:acr:1': 1,
  'urn:countersign:acr:2': 2,
  'urn:countersign:acr:3': 3,
} as const;

const requiredLevel = z.union(
  [
    z.literal([1, 2, 3]),
    z.enum(Object.keys(acrNames) as (keyof typeof acrNames)[]).transform((name) => acrNames[name]),
  ],
  { error: `must be one of: 1, 2, 3, ${Object.keys(acrNames).join(', ')}` },
);

const scope = text
  .regex(/^\S+(?: \S+)*$/, 'must be scope names separated by single spaces')
  .refine(hasKnownScopes, `may name only: ${clientScopes.join(', ')}`);

/** @see https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address */
const contact = text.regex(
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(?:\.[a-z\d-]+)*$/i,
  'must be an e-mail address',
);

/** Members that Countersign adds to the registered client metadata. */
const ownMembers = {
  environment: slug,
  /** A first-party client skips the consent page. */
  first_party: z.boolean(),
  /** Slug of the organization whose members alone it serves. */
  organization: slug.nullable(),
  require_acr: requiredLevel,
  /** Seconds. */
  require_mfa_max_age: count(1, 31_536_000),
  require_pkce: z.boolean(),
  /** Seconds; so long parallel refreshes with one token get the same successor. */
  refresh_token_overlap_seconds: count(0, 60),
  /** A native application may come back by a private scheme without a dot, such as `cursor:`, which any other may claim. */
  allow_scheme_without_dot: z.boolean(),
  /** A native application may come back by http to an address of the local network, where anybody there can read along. */
  allow_http_on_local_network: z.boolean(),
};

/**
 * Registered client metadata, passed on under its own names.
 * @see OpenID Connect Dynamic Client Registration 1.0, section 2; RP-Initiated Logout section 3; Back-Channel Logout
 * section 2.2; RFC 9126 section 6; RFC 9449 section 5.2; RFC 7591 section 2
 */
const standardMembers = {
  redirect_uris: z.array(redirectUri),
  post_logout_redirect_uris: z.array(redirectUri),
  grant_types: z.array(word(grantTypes)),
  response_types: z.array(word(responseTypes)),
  response_modes: z.array(word(responseModes)).min(1, 'must name at least one'),
  scope,
  application_type: word(['web', 'native']),
  client_name: displayName,
  client_uri: webUri,
  logo_uri: webUri,
  policy_uri: webUri,
  tos_uri: webUri,
  contacts: z.array(contact),
  token_endpoint_auth_method: word(clientAuthMethods),
  token_endpoint_auth_signing_alg: word(clientAuthAlgorithms),
  jwks: publicKeys,
  jwks_uri: webUri,
  sector_identifier_uri: httpsUri,
  subject_type: word(subjectTypes),
  id_token_signed_response_alg: word(idTokenAlgorithms),
  id_token_encrypted_response_alg: text,
  id_token_encrypted_response_enc: text,
  userinfo_signed_response_alg: text,
  userinfo_encrypted_response_alg: text,
  userinfo_encrypted_response_enc: text,
  introspection_signed_response_alg: text,
  introspection_encrypted_response_alg: text,
  introspection_encrypted_response_enc: text,
  authorization_signed_response_alg: text,
  authorization_encrypted_response_alg: text,
  authorization_encrypted_response_enc: text,
  request_object_signing_alg: text,
  request_object_encryption_alg: text,
  request_object_encryption_enc: text,
  require_signed_request_object: z.boolean(),
  require_pushed_authorization_requests: z.boolean(),
  require_auth_time: z.boolean(),
  default_max_age: count(0, 31_536_000),
  /** Names that the configuration adds are known to the operation that writes it. */
  default_acr_values: z.array(text),
  initiate_login_uri: httpsUri,
  backchannel_logout_uri: backchannelUri,
  backchannel_logout_session_required: z.boolean(),
  dpop_bound_access_tokens: z.boolean(),
  tls_client_certificate_bound_access_tokens: z.boolean(),
  tls_client_auth_subject_dn: text,
  tls_client_auth_san_dns: text,
  tls_client_auth_san_uri: text,
  tls_client_auth_san_ip: text,
  tls_client_auth_san_email: text,
};

/** Whatever may be left out may also be null, which takes the default again: every writer can take back what it has set. */
const optionalMembers = nullable({
  client_secret: text.regex(visibleAscii, 'must be visible ASCII'),
  ...ownMembers,
  ...claimMembers,
  ...standardMembers,
});

/** One client of the seeding file. Absent members keep their value or take the provider's default. */
export const clientSchema = z.strictObject({
  client_id: text
    .regex(visibleAscii, 'must be visible ASCII')
    .refine((id) => id !== ownClientId, `must not be ${ownClientId}, which is Countersign itself`),
  ...optionalMembers,
});

export type ClientDocument = z.output<typeof clientSchema>;

/** What is told of a client: its registration as it was asked for, without the secret. */
export const registeredClientSchema = z.object({
  client_id: z.string(),
  ...optional({
    ...ownMembers,
    ...claimMembers,
    claim_mapping: z.record(z.string(), z.string()),
    ...standardMembers,
    require_acr: z.literal([1, 2, 3]),
  }),
});

/** A change of a client. */
export const clientChangeSchema = z.strictObject(optionalMembers);

/** Each name is one that the provider takes in a client's metadata; scopes of resource servers are none. */
function hasKnownScopes(names: string): boolean {
  const known: readonly string[] = clientScopes;
  return names
    .trim()
    .split(/\s+/)
    .every((name) => known.includes(name));
}

function nullable<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape) {
  const members = Object.entries(shape).map(([name, schema]) => [name, schema.nullable()]);
  return optional(Object.fromEntries(members) as { [Name in keyof Shape]: z.ZodNullable<Shape[Name]> });
}

type Optional<Shape extends Readonly<Record<string, z.ZodType>>> = {
  [Name in keyof Shape]: z.ZodExactOptional<Shape[Name]>;
};

function optional<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape): Optional<Shape> {
  const members = Object.entries(shape).map(([name, schema]) => [name, z.exactOptional(schema)]);
  // Object.fromEntries forgets the names; each one keeps its own schema.
  return Object.fromEntries(members) as Optional<Shape>;
}

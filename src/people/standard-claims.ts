/**
 * What a user's `profile` may say of them, and what only Countersign itself says: a claim that is read as a proof, such as
 * `amr`, must have one source (ruling 30).
 */

/** Of which type a claim is; text and numbers are those of JSON, `seconds` counts from 1970. */
type ClaimType = 'text' | 'flag' | 'seconds' | 'address';

/** The claims of `profile`, by the scope that asks for them. @see OpenID Connect Core 1.0 sections 5.1 and 5.4 */
export const standardClaims = {
  profile: {
    given_name: 'text',
    family_name: 'text',
    middle_name: 'text',
    nickname: 'text',
    preferred_username: 'text',
    profile: 'text',
    picture: 'text',
    website: 'text',
    gender: 'text',
    birthdate: 'text',
    zoneinfo: 'text',
    locale: 'text',
    updated_at: 'seconds',
  },
  phone: { phone_number: 'text', phone_number_verified: 'flag' },
  address: { address: 'address' },
} as const satisfies Record<string, Record<string, ClaimType>>;

type ByScope = typeof standardClaims;
export type StandardClaim = { [Scope in keyof ByScope]: keyof ByScope[Scope] }[keyof ByScope];

/** The members of `address`. @see OpenID Connect Core 1.0 section 5.1.1 */
export const addressMembers = [
  'formatted',
  'street_address',
  'locality',
  'region',
  'postal_code',
  'country',
] as const;

/** Standard claims that are fields of a user of their own. */
export const ownFields: ReadonlySet<string> = new Set(['name', 'email', 'email_verified']);

/** Claims and members of tokens that Countersign states, or the library for it, the ones about users' fields apart. */
export const statedClaims: ReadonlySet<string> = new Set([
  ...[
    'iss',
    'sub',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
    'azp',
    'nonce',
    'sid',
    'events',
    'cnf',
    'act',
    'may_act',
  ],
  ...[
    'at_hash',
    'c_hash',
    's_hash',
    'auth_time',
    'acr',
    'amr',
    'mfa_time',
    'organization',
    'groups',
    'roles',
  ],
  ...[
    'active',
    'client_id',
    'scope',
    'token_type',
    'username',
    'session_hash',
    'grant_hash',
    '_claim_names',
    '_claim_sources',
  ],
]);

const types: ReadonlyMap<string, ClaimType> = new Map(
  Object.values(standardClaims).flatMap((claims) => Object.entries(claims)),
);

const isOfType: Readonly<Record<ClaimType, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  flag: (value) => typeof value === 'boolean',
  seconds: (value) => typeof value === 'number',
  address: (value) => typeof value === 'object' && value !== null,
};

/** Whether a claim may stand in `profile`. */
export function isStandardClaim(name: string): name is StandardClaim {
  return types.has(name);
}

/**
 * The standard claims in a stored profile: whatever else is there, from before it was refused, is nobody's to tell.
 * A value of another type than its claim's is left out too.
 */
export function claimsOfProfile(profile: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const [name, type] of types) {
    if (!Object.hasOwn(profile, name) || !isOfType[type](profile[name])) continue;
    told[name] = type === 'address' ? addressOf(profile[name]) : profile[name];
  }
  return told;
}

function addressOf(value: unknown): Record<string, string> {
  const members = new Map(Object.entries(value ?? {}));
  return Object.fromEntries(
    addressMembers.flatMap((name) => {
      const text: unknown = members.get(name);
      return typeof text === 'string' ? [[name, text]] : [];
    }),
  );
}

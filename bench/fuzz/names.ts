/** Who may hold a token of the API; the last three are refused everywhere. */
export const tokenKinds = [
  'owner',
  'admin',
  'member',
  'nobody',
  'elsewhere',
  'operator',
  'expired',
  'garbage',
  'none',
] as const;

export type TokenKind = (typeof tokenKinds)[number];

/** What exists, for requests that are to get somewhere. The lists are equally long in every world. */
export interface Names {
  readonly issuer: string;
  readonly slugs: readonly string[];
  /** Ids of people. */
  readonly users: readonly string[];
  readonly emails: readonly string[];
  /** Of authenticators, sessions and invitations. */
  readonly ids: readonly string[];
  readonly tokens: Readonly<Record<TokenKind, string>>;
  /** `Cookie` header of somebody signed in. */
  readonly session: string;
  /** Sign-ins under way, at several of their pages, each with the `Cookie` header of its browser. */
  readonly signIns: readonly { readonly uid: string; readonly cookie: string }[];
  readonly clients: readonly { readonly id: string; readonly secret: string }[];
  readonly refreshToken: string;
  readonly idToken: string;
  readonly code: string;
  /** Secrets of one-time links. */
  readonly links: readonly string[];
}

/** Values that mean something, by the name of a parameter or a member. */
export function valuesFor(names: Names, name: string): readonly string[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    slug: [...names.slugs, ...names.slugs.slice(0, 1), ...names.slugs.slice(0, 1)],
    organization: names.slugs,
    user: [...names.users, ...names.emails],
    actor: names.users,
    target: names.users,
    id: [...names.ids, ...names.ids, ...names.users, 'others', 'later'],
    email: names.emails,
    login_hint: names.emails,
    notification_email: names.emails,
    name: ['production', 'staging', 'Acme', 'Ann'],
    plan: ['free', 'team', 'enterprise', 'no such plan'],
    uid: names.signIns.map(({ uid }) => uid),
    token: [...names.links, names.tokens.owner, names.refreshToken],
    client_id: names.clients.map(({ id }) => id),
    client_secret: names.clients.map(({ secret }) => secret),
    redirect_uri: ['http://localhost:4999/callback'],
    post_logout_redirect_uri: ['http://localhost:4999/'],
    response_type: ['code', 'none', 'code id_token'],
    response_mode: ['query', 'form_post', 'fragment', 'jwt'],
    grant_type: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
    scope: ['openid', 'openid organization:admin account', 'openid offline_access organization', 'operator'],
    prompt: ['none', 'login', 'consent', 'select_account', 'login none'],
    code: [names.code, '123456', '00000000', 'ABCDE-FGHIJ'],
    refresh_token: [names.refreshToken],
    id_token_hint: [names.idToken],
    resource: [`${names.issuer}/api/v1`, 'https://api.example/'],
    acr_values: ['urn:countersign:acr:2', 'urn:countersign:acr:3'],
    max_age: ['0', '1', '86400'],
    claims: [
      '{"id_token":{"acr":{"essential":true,"value":"urn:countersign:acr:2"}}}',
      '{}',
      '{"userinfo":null}',
    ],
    code_challenge: ['E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'],
    code_challenge_method: ['S256', 'plain'],
    action: ['continue', 'later', 'cancel', 'switch', 'use_code', 'use_recovery_code', 'resend'],
    password: ['correct horse battery staple', 'wrong password of a stranger'],
    new_password: ['a quite different phrase', 'short'],
    kept: ['ABCD'],
    user_code: ['ABCD-EFGH'],
    time_zone: ['Europe/Brussels', 'UTC', 'Mars/Olympus'],
    from: ['2026-01-01T00:00:00Z'],
    to: ['2027-01-01T00:00:00Z'],
    limit: ['1', '50', '200'],
  };
  return known[name] ?? [];
}

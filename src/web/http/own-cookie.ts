import type { ParameterizedContext } from 'koa';

type Attributes = NonNullable<Parameters<ParameterizedContext['cookies']['set']>[2]>;

/**
 * What every cookie of ours has in common: no script reads it, no other site sends it along but by a link, and with an
 * issuer on https it never leaves unencrypted (RFC 6265bis section 4.1.2).
 * @param lifetime.maxAge in milliseconds
 */
export function ownCookie(
  issuer: URL,
  lifetime: { readonly signed: boolean; readonly maxAge: number },
): Attributes {
  return {
    httpOnly: true,
    sameSite: 'lax',
    secure: issuer.protocol === 'https:',
    path: '/',
    overwrite: true,
    ...lifetime,
  };
}

import type { KoaContextWithOIDC } from 'oidc-provider';
import { seeOther } from '../http/see-other.ts';

/**
 * Leads on from a sign-out: to the address that the application has registered for it, which the library has checked by
 * then, with its `state`; to a page of ours where it names none.
 * @see RP-Initiated Logout 1.0 section 3
 */
export function leaveSignedOut(ctx: KoaContextWithOIDC): void {
  seeOther(ctx, addressAfter(ctx));
}

function addressAfter({ oidc }: KoaContextWithOIDC): string {
  const { post_logout_redirect_uri: address, state } = oidc.params ?? {};
  if (typeof address !== 'string') return oidc.urlFor('end_session_success');
  const target = new URL(address);
  if (typeof state === 'string') target.searchParams.set('state', state);
  return target.href;
}

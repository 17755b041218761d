import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Stores } from '../../stores.ts';
import { seeOther } from '../http/see-other.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { filled } from '../pages/page.ts';
import type { Renderer } from '../pages/rendering.ts';
import { deviceCodePage } from './device-code.ts';
import { otherAccountPage } from './other-account.ts';
import { readHiddenFields } from './provider-form.ts';

interface LibraryPageDeps {
  readonly renderer: Renderer;
  readonly people: Stores['people'];
}

type Redraw = (deps: LibraryPageDeps, ctx: KoaContextWithOIDC, formHtml: string) => Promise<void> | void;

/**
 * Three pages of the library have no setting to put ours in their place: forms that a script sends off, in English and
 * without a word for people whose browser runs none. They are drawn anew once the library has answered, and the hash of
 * that script leaves the policy with it.
 */
export function redrawLibraryPages(deps: LibraryPageDeps): Middleware {
  return async (ctx, next) => {
    const policy = ctx.response.get('content-security-policy');
    await next();
    const { oidc } = ctx as KoaContextWithOIDC;
    const redraw = redraws[oidc?.route ?? ''];
    if (redraw === undefined || typeof ctx.body !== 'string' || !ctx.body.includes(sentByScript)) return;
    ctx.set('content-security-policy', policy);
    await redraw(deps, ctx as unknown as KoaContextWithOIDC, ctx.body);
  };
}

/** How the library's form is told from a page of ours. */
const sentByScript = 'document.forms[0].submit()';

const redraws: Readonly<Record<string, Redraw>> = {
  code_verification: drawDeviceCode,
  end_session: goOn,
  resume: drawOtherAccount,
  device_resume: drawOtherAccount,
};

/** The code that the address carries stands in the field; who sent the address may have made it up (RFC 8628 section 5.4). */
function drawDeviceCode({ renderer }: LibraryPageDeps, ctx: KoaContextWithOIDC, formHtml: string): void {
  const { action, hidden } = readHiddenFields(formHtml);
  const code = hidden.find(({ name }) => name === 'user_code')?.value ?? '';
  const form = { id: 'op.deviceInputForm', action, hidden: hidden.filter(({ name }) => name === 'xsrf') };
  ctx.body = renderer.renderPage(filled(deviceCodePage, { ...bareFrame(ctx), form, userCode: code }));
}

/** Nobody is signed in, so there is nothing to ask and nothing to end. */
function goOn(_deps: LibraryPageDeps, ctx: KoaContextWithOIDC): void {
  const { postLogoutRedirectUri, state } = ctx.oidc.session?.state ?? {};
  const isNamed = typeof postLogoutRedirectUri === 'string';
  const target = new URL(isNamed ? postLogoutRedirectUri : ctx.oidc.urlFor('end_session_success'));
  if (isNamed && typeof state === 'string') target.searchParams.set('state', state);
  ctx.body = null;
  seeOther(ctx, target.href);
}

/** The form ends at the application that the sign-in is for. */
async function drawOtherAccount(
  { renderer, people }: LibraryPageDeps,
  ctx: KoaContextWithOIDC,
  formHtml: string,
): Promise<void> {
  const { oidc } = ctx;
  const { Interaction: interaction } = oidc.entities;
  const redirectUri = interaction?.params.redirect_uri;
  if (typeof redirectUri === 'string') ctx.state.formActionOrigins.push(redirectUri);
  const emailOf = async (userId = '') => (await people.byId(userId, null))?.user.email ?? null;
  const model = {
    ...bareFrame(ctx),
    signedInAs: await emailOf(interaction?.result?.login?.accountId),
    form: { id: 'op.logoutForm', ...readHiddenFields(formHtml) },
    other: await emailOf(oidc.session?.accountId),
  };
  ctx.body = renderer.renderPage(filled(otherAccountPage, model));
}

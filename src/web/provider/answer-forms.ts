import type { Middleware, ParameterizedContext } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { ClientDirectory } from '../../provider/library/client-directory.ts';
import { dropSession } from '../../provider/library/end-browser-session.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { hereOf } from '../http/chosen-language.ts';
import { bareFrame, languageOf } from '../pages/bare-frame.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { Renderer } from '../pages/rendering.ts';
import { brandOfClient } from './brand-of-client.ts';
import { deviceCodePage } from './device-code.ts';
import { formPostPage } from './form-post.ts';
import { leaveSignedOut } from './leave-signed-out.ts';
import { otherAccountOf } from './other-account.ts';
import { readSelfSendingForm, type SelfSendingForm } from './provider-form.ts';

export interface FormDeps {
  readonly renderer: Renderer;
  readonly people: Pick<Stores['people'], 'byId'>;
  readonly clients: Pick<ClientDirectory, 'find'>;
}

/**
 * The library has a page of its own that sends a form off by a script, in English, and no setting to draw it: of two
 * response modes of one name the first counts, and that is the library's. So its answer is drawn anew here, as a page of
 * ours that works without scripts; at the sign-out of somebody who is not signed in nothing is left to ask.
 */
export function answerForms(deps: FormDeps): Middleware {
  return async (plain, next) => {
    const ctx = plain as unknown as KoaContextWithOIDC;
    const policy = ctx.response.get('content-security-policy');
    await next();
    const form = readSelfSendingForm(ctx.body);
    if (form === null) return;
    // Without the hash of the library's script.
    ctx.set('content-security-policy', policy);
    if (ctx.oidc.route === 'end_session') {
      // It was opened for the form alone.
      await dropSession(ctx);
      return leaveSignedOut(ctx);
    }
    const page = await pageOf(deps, ctx, form);
    ctx.type = 'html';
    ctx.body = await deps.renderer.drawPage(page);
  };
}

async function pageOf(deps: FormDeps, ctx: KoaContextWithOIDC, form: SelfSendingForm): Promise<FilledPage> {
  if (ctx.oidc.route === 'code_verification') return deviceCodeOf(ctx, form);
  if (form.action === ctx.oidc.urlFor('end_session_confirm')) return otherAccountOf(deps, ctx, form);
  return formPostOf(deps, ctx, form);
}

/** The code that the address carries stands in the field; who sent the address may have made it up (RFC 8628 section 5.4). */
function deviceCodeOf(ctx: KoaContextWithOIDC, { action, hidden }: SelfSendingForm): FilledPage {
  const userCode = hidden.find(({ name }) => name === 'user_code')?.value ?? '';
  const form = { id: 'op.deviceInputForm', action, hidden: hidden.filter(({ name }) => name === 'xsrf') };
  return filled(deviceCodePage, { ...bareFrame(ctx), here: hereOf({ user_code: userCode }), form, userCode });
}

/**
 * The library also posts errors that it finds before it looks at the address, so it is looked at here: once more, or for
 * the first time.
 * @throws Refusal `invalid_request` for an address that the application has not registered
 */
async function formPostOf(
  deps: FormDeps,
  ctx: KoaContextWithOIDC,
  form: SelfSendingForm,
): Promise<FilledPage> {
  const { client, params } = ctx.oidc;
  if (client?.redirectUriAllowed(form.action) !== true)
    throw new Refusal('invalid_request', { reason: 'the redirect_uri is not registered' });
  const uiLocales = params?.ui_locales;
  const clientName = client.clientName ?? client.clientId;
  const language = languageOf(ctx, typeof uiLocales === 'string' ? uiLocales : undefined);
  const frame = {
    ...bareFrame(ctx as ParameterizedContext),
    brand: await brandOfClient(deps, client.clientId),
  };
  const here = placeOf(ctx);
  ctx.state.formLeadsAway = true;
  ctx.state.hasScript = true;
  return filled(formPostPage, { ...frame, here, clientName, language, form });
}

/** Null where a pushed request, which works once, has been answered at once. */
function placeOf(ctx: KoaContextWithOIDC): string | null {
  if (ctx.oidc.route === 'resume') return requestOf(ctx);
  return ctx.oidc.entities.PushedAuthorizationRequest === undefined ? hereOf(ctx.querystring) : null;
}

/**
 * Where the request is made anew that a finished sign-in answers, since the address it was finished at works once; null where
 * it has to be pushed first.
 */
function requestOf({ oidc }: KoaContextWithOIDC): string | null {
  if (oidc.client?.requirePushedAuthorizationRequests === true) return null;
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...oidc.params }))
    if (typeof value === 'string') asked.set(name, value);
  return `${new URL(oidc.urlFor('authorization')).pathname}?${asked}`;
}

import type { Middleware, ParameterizedContext } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { dropSession } from '../../provider/library/end-browser-session.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { bareFrame, languageOf } from '../pages/bare-frame.ts';
import { filled } from '../pages/page.ts';
import type { Renderer } from '../pages/rendering.ts';
import { formPostPage } from './form-post.ts';
import { leaveSignedOut } from './leave-signed-out.ts';
import { readSelfSendingForm, type SelfSendingForm } from './provider-form.ts';

/**
 * The library has a page of its own that sends a form off by a script, in English, and no setting to draw it: of two
 * response modes of one name the first counts, and that is the library's. So its answer is drawn anew here: as a page of
 * ours where it carries an answer to an application, and as a redirect at the sign-out of somebody who is not signed in.
 */
export function answerForms(renderer: Renderer): Middleware {
  return async (plain, next) => {
    const ctx = plain as unknown as KoaContextWithOIDC;
    const policy = ctx.response.get('content-security-policy');
    await next();
    const form = readSelfSendingForm(ctx.body);
    if (form === null) return;
    const { route } = ctx.oidc;
    if (route !== 'end_session' && form.action === ctx.oidc.urlFor('end_session_confirm')) return;
    // Without the hash of the library's script.
    ctx.set('content-security-policy', policy);
    if (route !== 'end_session') return showFormPost(renderer, ctx, form);
    // It was opened for the form alone.
    await dropSession(ctx);
    leaveSignedOut(ctx);
  };
}

/**
 * The library also posts errors that it finds before it looks at the address, so it is looked at here: once more, or for
 * the first time.
 * @throws Refusal `invalid_request` for an address that the application has not registered
 */
function showFormPost(renderer: Renderer, ctx: KoaContextWithOIDC, form: SelfSendingForm): void {
  const { client, params } = ctx.oidc;
  if (client?.redirectUriAllowed(form.action) !== true)
    throw new Refusal('invalid_request', { reason: 'the redirect_uri is not registered' });
  const uiLocales = params?.ui_locales;
  const clientName = client.clientName ?? client.clientId;
  const language = languageOf(ctx, typeof uiLocales === 'string' ? uiLocales : undefined);
  const frame = bareFrame(ctx as ParameterizedContext);
  const model = { ...frame, here: requestOf(ctx) ?? frame.here, clientName, language, form };
  ctx.state.formLeadsAway = true;
  ctx.state.hasScript = true;
  ctx.type = 'html';
  ctx.body = renderer.renderPage(filled(formPostPage, model));
}

/**
 * Where the request is made anew that a finished sign-in answers, since the address it was finished at works once; null where
 * the answer stands at the request itself.
 */
function requestOf({ oidc }: KoaContextWithOIDC): string | null {
  if (oidc.route !== 'resume') return null;
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...oidc.params }))
    if (typeof value === 'string') asked.set(name, value);
  return `${new URL(oidc.urlFor('authorization')).pathname}?${asked}`;
}

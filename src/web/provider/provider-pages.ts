import type { KoaContextWithOIDC } from 'oidc-provider';
import { dropUnstoredDeviceSession } from '../../provider/decisions/device-session.ts';
import type { ProviderPages } from '../../provider/library/provider-pages.ts';
import { isSignedIn } from '../../provider/logout/sign-out.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { bareFrame, showError } from '../pages/errors.ts';
import type { Problem } from '../pages/pages.ts';
import type { Renderer } from '../pages/rendering.ts';

/** The pages of the library's own endpoints, drawn like all others. */
export function createProviderPages(deps: { readonly renderer: Renderer }): ProviderPages {
  const { renderer } = deps;
  return {
    async renderError(ctx, out, error) {
      // It is answered outside of the library (provider-writes.ts).
      if (error instanceof Refusal) return;
      const isOurs = out.error === 'server_error';
      const technical = isOurs ? null : [out.error, out.error_description].filter(Boolean).join(': ');
      const code = isOurs ? 'unexpected_error' : 'protocol_error';
      showError(deps, ctx, { code, detail: {}, technical, status: ctx.status });
    },
    async logoutSource(ctx, formHtml) {
      ctx.body = renderer.renderPage({ ...bareFrame(ctx), page: 'logout-confirm', formHtml });
    },
    async postLogoutSuccessSource(ctx) {
      const page = (await isSignedIn(ctx)) ? 'still-signed-in' : 'signed-out';
      ctx.type = 'html';
      ctx.body = renderer.renderPage({ ...bareFrame(ctx), page });
    },
    async userCodeInputSource(ctx, formHtml, out) {
      if (out !== undefined && dropUnstoredDeviceSession(ctx)) {
        ctx.status = 303;
        return ctx.redirect(ctx.oidc.urlFor('code_verification'));
      }
      const problem = out === undefined ? null : wrongUserCode;
      ctx.type = 'html';
      ctx.body = renderer.renderPage({
        ...bareFrame(ctx),
        page: 'device-code',
        formHtml,
        userCode: userCodeOf(ctx),
        problem,
      });
    },
    async userCodeConfirmSource(ctx, formHtml, _client, _deviceInfo, userCode) {
      const clientName = ctx.oidc.client?.clientName ?? ctx.oidc.client?.clientId ?? '';
      ctx.type = 'html';
      ctx.body = renderer.renderPage({
        ...bareFrame(ctx),
        page: 'device-confirm',
        clientName,
        formHtml,
        userCode,
      });
    },
    async successSource(ctx) {
      ctx.type = 'html';
      ctx.body = renderer.renderPage({ ...bareFrame(ctx), page: 'device-done' });
    },
  };
}

const wrongUserCode: Problem = { code: 'token_invalid', field: 'user_code', detail: {} };

function userCodeOf(ctx: KoaContextWithOIDC): string {
  const typed: unknown = ctx.oidc.params?.user_code;
  return typeof typed === 'string' ? typed : '';
}

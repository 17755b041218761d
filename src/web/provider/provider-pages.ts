import type { KoaContextWithOIDC } from 'oidc-provider';
import { dropUnstoredDeviceSession } from '../../provider/decisions/device-session.ts';
import type { ClientDirectory } from '../../provider/library/client-directory.ts';
import { needsNoQuestion, type SignOutDeps, signOut } from '../../provider/library/end-browser-session.ts';
import { isRouteOfPrograms } from '../../provider/library/endpoints.ts';
import type { ProviderPages } from '../../provider/library/provider-pages.ts';
import { isSignedIn } from '../../provider/logout/sign-out.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { showError } from '../errors/error-pages.ts';
import { wayBackFrom } from '../errors/way-on.ts';
import { hereOf } from '../http/chosen-language.ts';
import { seeOther } from '../http/see-other.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { filled } from '../pages/page.ts';
import type { Problem } from '../pages/page-frame.ts';
import type { Renderer } from '../pages/rendering.ts';
import { wordsAndStatus } from '../words/refusals.ts';
import { brandOfClient } from './brand-of-client.ts';
import { deviceCodePage } from './device-code.ts';
import { deviceConfirmPage } from './device-confirm.ts';
import { deviceDeclinedPage } from './device-declined.ts';
import { deviceDonePage } from './device-done.ts';
import { leaveSignedOut } from './leave-signed-out.ts';
import { logoutConfirmPage } from './logout-confirm.ts';
import { readProviderForm } from './provider-form.ts';
import { signedOutPage } from './signed-out.ts';
import { stillSignedInPage } from './still-signed-in.ts';

export interface ProviderPageDeps extends SignOutDeps {
  readonly issuer: URL;
  readonly clients: ClientDirectory;
  readonly renderer: Renderer;
}

/** The pages of the library's own endpoints, drawn like all others. */
export function createProviderPages(deps: ProviderPageDeps): ProviderPages {
  const { renderer } = deps;
  return {
    async renderError(ctx, out, error) {
      // It is answered outside of the library (provider-writes.ts).
      if (error instanceof Refusal) return;
      const route = ctx.oidc?.route;
      if (route !== undefined && isRouteOfPrograms(route)) {
        ctx.body = out;
        return;
      }
      if (error.name === 'SessionNotFound') return showEnded(deps, ctx);
      const isOurs = out.error === 'server_error';
      const technical = isOurs ? null : [out.error, out.error_description].filter(Boolean).join(': ');
      const code = isOurs ? 'unexpected_error' : refusedRequest(route);
      await showError(deps, ctx, { code, detail: {}, technical, status: ctx.status });
    },
    async logoutSource(ctx, formHtml) {
      if (needsNoQuestion(ctx)) {
        await signOut(deps, ctx);
        return leaveSignedOut(ctx);
      }
      ctx.state.formLeadsAway = ctx.oidc.params?.post_logout_redirect_uri !== undefined;
      // The question is what the request asks; its way back has been checked by now.
      const here = hereOf(ctx.querystring);
      const brand = await brandOfClient(deps, ctx.oidc.client?.clientId);
      const frame = { ...bareFrame(ctx), here, clientName: clientNameOf(ctx), brand };
      ctx.body = await renderer.drawPage(
        filled(logoutConfirmPage, { ...frame, form: readProviderForm(formHtml) }),
      );
    },
    async postLogoutSuccessSource(ctx) {
      const page = (await isSignedIn(ctx)) ? stillSignedInPage : signedOutPage;
      ctx.type = 'html';
      ctx.body = await renderer.drawPage(filled(page, bareFrame(ctx)));
    },
    async userCodeInputSource(ctx, formHtml, out, error) {
      if (out !== undefined && dropUnstoredDeviceSession(ctx)) {
        return seeOther(ctx, ctx.oidc.urlFor('code_verification'));
      }
      ctx.type = 'html';
      if (error?.name === 'AbortedError') {
        ctx.body = await renderer.drawPage(filled(deviceDeclinedPage, bareFrame(ctx)));
        return;
      }
      const problem = out === undefined ? null : deviceProblemOf(error);
      if (problem !== null) ctx.status = wordsAndStatus[problem.code].status;
      const form = readProviderForm(formHtml);
      const model = { ...bareFrame(ctx), form, userCode: userCodeOf(ctx), problem };
      ctx.body = await renderer.drawPage(filled(deviceCodePage, model));
    },
    async userCodeConfirmSource(ctx, formHtml, _client, _deviceInfo, userCode) {
      const clientName = clientNameOf(ctx) ?? '';
      const here = hereOf({ user_code: userCode });
      const brand = await brandOfClient(deps, ctx.oidc.client?.clientId);
      const form = readProviderForm(formHtml);
      const model = { ...bareFrame(ctx), here, clientName, brand, form, userCode };
      ctx.type = 'html';
      ctx.body = await renderer.drawPage(filled(deviceConfirmPage, model));
    },
    async successSource(ctx) {
      ctx.type = 'html';
      ctx.body = await renderer.drawPage(filled(deviceDonePage, bareFrame(ctx)));
    },
  };
}

/** A sign-in that was finished, left open too long, or begun in a session that has ended since. */
async function showEnded(deps: ProviderPageDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const uid = ctx.path.split('/').at(-1) ?? '';
  ctx.state.wayOn = await wayBackFrom(deps, ctx, uid);
  await showError(deps, ctx, {
    code: 'interaction_expired',
    detail: {},
    technical: null,
    status: ctx.status,
  });
}

function refusedRequest(route: string | undefined): 'protocol_error' | 'sign_out_error' {
  return route?.startsWith('end_session') ? 'sign_out_error' : 'protocol_error';
}

/** What the library says about a code that was typed, by the names of its errors, which it does not export. */
const deviceProblems: Readonly<Record<string, Problem>> = {
  NoCodeError: { code: 'field_empty', field: 'user_code', detail: {} },
  NotFoundError: { code: 'token_invalid', field: 'user_code', detail: {} },
  ExpiredError: { code: 'token_invalid', field: 'user_code', detail: { ending: 'expired' } },
  AlreadyUsedError: { code: 'token_invalid', field: 'user_code', detail: { ending: 'used' } },
  SessionNotFound: { code: 'interaction_expired', field: null, detail: {} },
};

/** Anything else is the device's or the application's fault. */
function deviceProblemOf(error: Error | undefined): Problem {
  return deviceProblems[error?.name ?? ''] ?? { code: 'invalid_request', field: null, detail: {} };
}

/** Null where the request names no application. */
function clientNameOf({ oidc: { client } }: KoaContextWithOIDC): string | null {
  return client?.clientName ?? client?.clientId ?? null;
}

function userCodeOf(ctx: KoaContextWithOIDC): string {
  const typed: unknown = ctx.oidc.params?.user_code;
  return typeof typed === 'string' ? typed : '';
}

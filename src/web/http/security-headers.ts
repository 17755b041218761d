import type { Middleware } from 'koa';

/** Years are seconds here: HSTS for two years, the least that browsers' preload lists take. */
const hstsMaxAgeSeconds = 63_072_000;

const unusedFeatures = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';
const webauthnFeatures = 'publickey-credentials-create=(self), publickey-credentials-get=(self)';

/**
 * Headers of every answer. A page with a script of ours says so in `ctx.state.hasScript`, one whose script reads it again
 * in `ctx.state.isWatched`.
 *
 * A page whose form can end at an application says so in `ctx.state.formLeadsAway` and sends no `form-action`. Chromium
 * applies that directive to every redirect that follows a form, and an application's callback may lead on: a broker to
 * the application behind it, `api.x` to `app.x`, a web page to a private scheme. Nobody but the application knows where,
 * so whatever list we sent, the browser would stop there with nothing on the screen. What is lost is little: the directive
 * hinders injected markup from sending a form elsewhere, and these pages escape all that they print and run no script but
 * ours. Wildcards of schemes would let all of https through and no private scheme; a page in between would be one more
 * press of a button in each sign-in. Our other pages keep `'self'`.
 *
 * Place it outermost but for the catcher of errors inside it: Koa drops all headers of a thrown error.
 * @param options.issuer with `https:`, browsers are told to never use plain http again
 */
export function securityHeaders(options: { readonly issuer: string }): Middleware {
  const fixed = fixedHeaders(new URL(options.issuer));
  return async (ctx, next) => {
    ctx.set(fixed);
    await next();
    if (ctx.headerSent) return;
    const policy = ctx.response.get('content-security-policy');
    const leadsAway = ctx.state.formLeadsAway === true;
    const isWatched = ctx.state.isWatched === true;
    const scripts = ctx.state.hasScript === true ? "'self'" : "'none'";
    if (leadsAway || scripts !== "'none'" || policy !== fixed['content-security-policy'])
      ctx.set('content-security-policy', completePolicy(policy, { leadsAway, scripts, isWatched }));
    if (ctx.response.is('html')) ctx.set('cache-control', 'no-store');
  };
}

function fixedHeaders(issuer: URL): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'none'",
      "style-src 'self'",
      "img-src 'self' data:",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': `${unusedFeatures}, ${webauthnFeatures}`,
    // Other sites learn no address of ours; our own forms say where they come from (own-origin.ts).
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(issuer.protocol === 'https:' && {
      'strict-transport-security': `max-age=${hstsMaxAgeSeconds}; includeSubDomains`,
    }),
  };
}

interface Answered {
  readonly leadsAway: boolean;
  readonly scripts: string;
  /** Its script reads the page again, so it may ask this server. */
  readonly isWatched: boolean;
}

/** The provider adds hashes of its own scripts (`response_mode=form_post`) on the way; beside them `'none'` is invalid. */
function completePolicy(policy: string, { leadsAway, scripts, isWatched }: Answered): string {
  const more = isWatched ? ["connect-src 'self'"] : [];
  return [...more, ...completed(policy, { leadsAway, scripts })].join('; ');
}

function completed(policy: string, { leadsAway, scripts }: Omit<Answered, 'isWatched'>): readonly string[] {
  return policy
    .split(';')
    .map((directive) => directive.trim().replace(/^script-src 'none' (?=\S)/, 'script-src '))
    .map((directive) => (directive === "script-src 'none'" ? `script-src ${scripts}` : directive))
    .filter((directive) => !leadsAway || !directive.startsWith('form-action '));
}

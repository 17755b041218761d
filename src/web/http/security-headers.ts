import type { Context, Middleware } from 'koa';

/** Years are seconds here: HSTS for two years, the least that browsers' preload lists take. */
const hstsMaxAgeSeconds = 63_072_000;

const unusedFeatures = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';
const webauthnFeatures = 'publickey-credentials-create=(self), publickey-credentials-get=(self)';

/**
 * Headers of every answer. A route that redirects to an application after a form post lists the
 * origin in `ctx.state.formActionOrigins` (string[]): Chromium applies `form-action` to such redirects. A page with a
 * script of ours says so in `ctx.state.hasScript`.
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
    const origins = originsOf(ctx);
    const scripts = ctx.state.hasScript === true ? "'self'" : "'none'";
    if (origins.length > 0 || scripts !== "'none'" || policy !== fixed['content-security-policy'])
      ctx.set('content-security-policy', completePolicy(policy, { origins, scripts }));
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
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(issuer.protocol === 'https:' && {
      'strict-transport-security': `max-age=${hstsMaxAgeSeconds}; includeSubDomains`,
    }),
  };
}

/** The provider adds hashes of its own scripts (`response_mode=form_post`) on the way; beside them `'none'` is invalid. */
function completePolicy(
  policy: string,
  { origins, scripts }: { readonly origins: readonly string[]; readonly scripts: string },
): string {
  return policy
    .split(';')
    .map((directive) => directive.trim().replace(/^script-src 'none' (?=\S)/, 'script-src '))
    .map((directive) => (directive === "script-src 'none'" ? `script-src ${scripts}` : directive))
    .map((directive) =>
      directive.startsWith('form-action ') ? [directive, ...origins].join(' ') : directive,
    )
    .join('; ');
}

/** Only the origin goes in, so that neither a path nor a stray `;` of an address can alter the policy. */
function originsOf(ctx: Context): string[] {
  const listed: unknown = ctx.state.formActionOrigins;
  if (!Array.isArray(listed)) return [];
  const origins = listed.filter((item) => typeof item === 'string' && URL.canParse(item)).map(originOf);
  return [...new Set(origins)];
}

/** An app's own scheme (`com.example.app:/cb`) has no origin; the scheme stands for it. */
function originOf(address: string): string {
  const { origin, protocol } = new URL(address);
  return origin === 'null' ? protocol : origin;
}

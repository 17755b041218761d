import type { Middleware, ParameterizedContext } from 'koa';
import { cookieName } from '../../provider/library/cookie-name.ts';
import { type Language, languages } from '../words/language.ts';
import type { RequestState } from './context.ts';
import { ownCookie } from './own-cookie.ts';
import { isOwn } from './own-origin.ts';
import { seeOther } from './see-other.ts';

/** The parameter of the links at the foot of each page. */
const parameter = 'language';

const maxAgeMs = 365 * 24 * 60 * 60 * 1000;

/** Reads which language this browser was told to use, so that every page knows it, also one that says what went wrong. */
export function readChosenLanguage(issuer: URL): Middleware<RequestState> {
  return async (ctx, next) => {
    const said = ctx.cookies.get(cookieName(issuer, 'language'), { signed: false });
    ctx.state.chosenLanguage = languages.find((language) => language === said) ?? null;
    await next();
  };
}

/**
 * Keeps the language that a page was asked for at its foot, and shows the page at the same address: 303, so that it is in
 * nobody's bookmarks, and no form is sent with it. It leads nowhere else, and a link of another site chooses nothing:
 * what an application wishes is said by `ui_locales`, which the person's own choice outweighs.
 * @param isForProgram whose query may have a parameter of that name
 */
export function chooseLanguageOnDemand(
  issuer: URL,
  isForProgram: (ctx: ParameterizedContext) => boolean = () => false,
): Middleware<RequestState> {
  return async (ctx, next) => {
    const wanted = languages.find((language) => language === ctx.query[parameter]);
    const isReading = ctx.method === 'GET' || ctx.method === 'HEAD';
    if (wanted === undefined || !isReading || isForProgram(ctx) || !isOwn(ctx, issuer)) return next();
    ctx.cookies.set(
      cookieName(issuer, 'language'),
      wanted,
      ownCookie(issuer, { signed: false, maxAge: maxAgeMs }),
    );
    // One slash, so that no browser takes what follows for another host.
    seeOther(ctx, `${issuer.origin}/${ctx.path.replace(/^\/+/, '')}${hereOf(ctx.querystring)}`);
  };
}

/** What this browser was told before is forgotten: from now on the account says it. */
export function forgetChosenLanguage(ctx: ParameterizedContext, issuer: URL): void {
  ctx.cookies.set(cookieName(issuer, 'language'), null, ownCookie(issuer, { signed: false, maxAge: 0 }));
}

/**
 * Where a page is read, as a reference that begins at its own path: with the query that it needs, and no other, so that no
 * page repeats what a link of somebody else's made up. Where it answers a form, whoever reads it is shown what is due.
 * @param query e.g. which of its forms the page shows
 * @see RFC 3986 section 4.2
 */
export function hereOf(query: Readonly<Record<string, string>> | string = ''): string {
  const parameters = new URLSearchParams(query);
  parameters.delete(parameter);
  return parameters.size === 0 ? '' : `?${parameters}`;
}

/** The link at the foot of a page to the same page in a language. */
export function inLanguage(here: string, language: Language): string {
  return `${here}${here.includes('?') ? '&' : '?'}${parameter}=${language}`;
}

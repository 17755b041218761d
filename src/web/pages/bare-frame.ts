import type { ParameterizedContext } from 'koa';
import { chooseLanguage, type Language } from '../words/language.ts';

/** The frame of pages that belong to no sign-in. */
export function bareFrame(ctx: ParameterizedContext) {
  const uiLocales = typeof ctx.query.ui_locales === 'string' ? ctx.query.ui_locales : undefined;
  const language = languageOf(ctx, uiLocales);
  return { language, clientName: null, cancelable: false, signedInAs: null, problem: null, why: [] } as const;
}

/** What the application asks for comes first, then what the browser says. */
export function languageOf(ctx: ParameterizedContext, uiLocales: string | undefined): Language {
  return chooseLanguage(uiLocales, ctx.get('accept-language'));
}

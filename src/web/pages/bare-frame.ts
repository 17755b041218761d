import type { ParameterizedContext } from 'koa';
import { hereOf } from '../http/chosen-language.ts';
import { chooseLanguage, type Language } from '../words/language.ts';

/** The frame of pages that belong to no sign-in. */
export function bareFrame(ctx: ParameterizedContext) {
  const uiLocales = typeof ctx.query.ui_locales === 'string' ? ctx.query.ui_locales : undefined;
  return {
    language: languageOf(ctx, uiLocales),
    here: hereOf(),
    clientName: null,
    cancelable: false,
    signedInAs: null,
    problem: null,
    why: [],
  } as const;
}

/** What the person chose here comes first, then what the application asks for, then what the browser says. */
export function languageOf(ctx: ParameterizedContext, uiLocales?: string): Language {
  return ctx.state.chosenLanguage ?? chooseLanguage(uiLocales, ctx.get('accept-language'));
}

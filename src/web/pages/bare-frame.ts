import type { ParameterizedContext } from 'koa';
import { chooseLanguage } from '../words/language.ts';

/** The frame of pages that belong to no sign-in. */
export function bareFrame(ctx: ParameterizedContext) {
  const uiLocales = typeof ctx.query.ui_locales === 'string' ? ctx.query.ui_locales : undefined;
  const language = chooseLanguage(uiLocales, ctx.get('accept-language'));
  return { language, clientName: null, cancelable: false, signedInAs: null, problem: null, why: [] } as const;
}

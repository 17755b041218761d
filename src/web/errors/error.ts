import type { RefusalDetail } from '../../refusal/refusal.ts';
import type { WayOn } from '../http/context.ts';
import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { type ErrorCode, errorInWords } from '../words/refusals.ts';

/** What happened, and what to do. */
export interface ErrorModel extends PageFrame {
  readonly code: ErrorCode;
  readonly detail: RefusalDetail;
  /** For whoever repairs it, e.g. `invalid_redirect_uri`; null when there is nothing safe to say. */
  readonly technical: string | null;
  readonly requestId: string;
  /** Null for the end of the road. */
  readonly wayOn: WayOn | null;
}

export const errorPage: Page<ErrorModel> = {
  area: 'errors',
  name: 'error',
  head(words, { code, detail }) {
    const own = `refusals.${code}.heading`;
    const title = words.say(words.knows(own) ? own : 'errors.error.title');
    return { title, problem: errorInWords(words, code, detail) };
  },
};

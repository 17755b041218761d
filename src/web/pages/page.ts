import type { Words } from '../words/language.ts';
import type { RefusalWords } from '../words/refusals.ts';
import type { PageFrame } from './page-frame.ts';

/**
 * What is drawn, under one name everywhere: the template is `views/<area>/<name>.ejs`, its words stand under `name` in
 * `views/<area>/words.<language>.yaml`, and `data-page` says the name (interface section 5).
 */
export interface Page<Model extends PageFrame> {
  readonly area: string;
  readonly name: string;
  /** Wider than a form; default false. */
  readonly isWide?: boolean;
  /** Under which name of its area its words stand, where it has several sets of them; default its own. */
  readonly wordsUnder?: (model: Model) => string;
  /** How it is headed, where not by its words alone. */
  readonly head?: (words: Words, model: Model) => Head;
}

/** What stands above the content of a page. */
export interface Head {
  readonly title: string;
  /** What was refused, or null. */
  readonly problem: RefusalWords | null;
}

/** A page with what it shows. */
export interface FilledPage {
  readonly page: Page<never>;
  readonly model: PageFrame;
}

export function filled<Model extends PageFrame>(page: Page<Model>, model: NoInfer<Model>): FilledPage {
  return { page, model };
}

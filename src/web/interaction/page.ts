import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { Visit } from './view.ts';

/** A page of a sign-in, at `/interaction/:uid/<name>`. */
export interface InteractionPage<Model extends PageFrame = never> extends Page<Model> {
  /** What its buttons say, besides `cancel` and `switch`; a form that says nothing says `continue`. */
  readonly actions: readonly string[];
  readonly show: (deps: WebDeps, visit: Visit) => void | Promise<void>;
  readonly submit: (deps: WebDeps, visit: Visit, form: Form) => Promise<void>;
  /** Runs all that a `continue` takes, or refuses it before anything is loaded; default: runs it. */
  readonly admit?: (deps: WebDeps, work: () => Promise<void>) => Promise<void>;
}

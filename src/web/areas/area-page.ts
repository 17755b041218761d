import type { KeptForm, Notice } from '../../people/page-memory.ts';
import type { SelfServiceContext } from '../../self-service/context.ts';
import type { PersonCaller } from '../api/access/caller.ts';
import type { Administered } from '../api/access/endpoint.ts';
import type { Access } from '../api/access/endpoint-access.ts';
import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import type { AreaView } from '../pages/area-view.ts';
import type { Page } from '../pages/page.ts';
import type { PageFrame, Problem } from '../pages/page-frame.ts';
import type { RouteContext } from '../pages/page-routes.ts';
import type { Language } from '../words/language.ts';
import type { Tab } from './area.ts';

/** What every page of an area has. */
export interface AreaFrame extends PageFrame {
  readonly area: AreaView;
  /** As it was typed, where it was refused or kept over a second factor; else empty. Secrets are not in it. */
  readonly form: Form;
}

/** A request for a page of an area, once whoever asks was let in. */
export interface Visit {
  /** Changes are made for this person: their database looks again, under its locks, whether they still may. */
  readonly deps: WebDeps;
  readonly ctx: RouteContext;
  readonly caller: PersonCaller;
  readonly now: Date;
  readonly language: Language;
  /** What was posted; where the page is read, what was kept of it. */
  readonly form: Form;
  /** Why the form is shown again. */
  readonly problem: Problem | null;
  /** The organization of the path, and in which role it is asked. */
  administered(): Administered;
  myself(): SelfServiceContext;
}

/** Where a form leads that was done. */
export interface Done {
  readonly to: string;
  /** For the next page to say once. */
  readonly notice?: Notice;
  /** What the page that it leads to is filled in with: a form whose consequences are confirmed there. */
  readonly keep?: KeptForm;
}

/** What a form came to that asked for a file. */
export interface Sent {
  readonly file: {
    readonly name: string;
    /** CSV, in pieces. */
    readonly body: AsyncIterable<string>;
  };
}

/**
 * A page of an area, at one address for reading and for its form. Its access is enforced as that of an endpoint of the API
 * is. What asks for a second factor of the last five minutes asks for it by itself: the form is kept, the person proves
 * the factor, and finds the page filled in.
 */
export interface AreaPage<Model extends AreaFrame = never> extends Page<Model>, AreaRoute {
  /** What it shows beside its frame. */
  readonly content: (visit: Visit) => Promise<Omit<Model, keyof AreaFrame>> | Omit<Model, keyof AreaFrame>;
}

/** The same to whoever draws any of them. */
export interface AnyAreaPage extends Page<never>, AreaRoute {
  readonly content: (visit: Visit) => Promise<object> | object;
}

interface AreaRoute {
  /** As the router takes it; `slug` is that of an organization. */
  readonly path: string;
  readonly tab: Tab;
  readonly access: Access;
  /** What its buttons say; a form that says nothing says `continue`. None where there is no form. */
  readonly actions: readonly string[];
  /** Those of them that only give something up: an operator is asked for no second factor of the last five minutes. */
  readonly givesUp?: readonly string[];
  /** Parameters of its query that say what it shows, e.g. filters; default none. */
  readonly query?: readonly string[];
  /** Whether a second factor of the last five minutes is asked before it is shown: where a secret is typed. */
  readonly isShownFresh?: (visit: Visit) => boolean;
  /** What is kept for it is more than its form: a refused form does not take its place. */
  readonly keepsMore?: true;
  /** Whether its script reads it again and again, to tell how far something is. */
  readonly isWatched?: true;
  readonly submit?: (visit: Visit) => Promise<Done | Sent>;
}

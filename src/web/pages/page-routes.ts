import Router from '@koa/router';
import type { ParameterizedContext } from 'koa';
import { type Form, formOf, requireKnownAction } from '../forms/form.ts';
import type { RequestState, WebDeps } from '../http/context.ts';
import type { Page } from './page.ts';
import type { PageFrame } from './page-frame.ts';

export type RouteContext = ParameterizedContext<RequestState> & {
  readonly params: Readonly<Record<string, string>>;
};

/** An address at which people read, and may send a form. */
export interface PageRoute {
  /** As the router takes it, e.g. `/password/reset/:token`. */
  readonly path: string;
  /** What its buttons say; a form that says nothing says `continue`. None where there is no form. */
  readonly actions: readonly string[];
  readonly show: (deps: WebDeps, ctx: RouteContext) => void | Promise<void>;
  readonly submit?: (deps: WebDeps, ctx: RouteContext, form: Form) => Promise<void>;
}

/** A page with an address of its own. */
export interface RoutedPage<Model extends PageFrame> extends Page<Model>, PageRoute {}

/** All addresses of an area; one with a name of its own stands before one that a parameter could be. */
export function pageRoutes(deps: WebDeps, routes: readonly PageRoute[]): Router<RequestState> {
  const router = new Router<RequestState>();
  for (const { path, actions, show, submit } of routes) {
    router.get(path, (ctx) => show(deps, ctx));
    if (submit === undefined) continue;
    router.post(path, async (ctx) => {
      const form = formOf(ctx);
      requireKnownAction(form, actions);
      await submit(deps, ctx, form);
    });
  }
  return router;
}

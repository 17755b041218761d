import type { WebDeps } from '../http/context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { returnError } from './advance.ts';
import { frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import type { Visit } from './view.ts';

/** The policy says no: `why` tells. `continue` leads back to the application. */
export const refusedPage: InteractionPage<PageFrame> = {
  area: 'interaction',
  name: 'refused',
  actions: ['continue'],
  show,
  submit: returnError,
};

async function show(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  await drawPage(deps, ctx, filled(refusedPage, frameOf(view, null)));
}

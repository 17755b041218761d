import type { WebDeps } from '../http/context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { keepAccount } from './advance.ts';
import { frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import type { Visit } from './view.ts';

/**
 * Says who is signed in, to whom an application lets select (`prompt=select_account`): `continue` goes on with that
 * account and its session, `switch` leads to the password of another.
 */
export const accountPage: InteractionPage<PageFrame> = {
  area: 'interaction',
  name: 'account',
  actions: ['continue'],
  show,
  submit: keepAccount,
};

async function show(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  await drawPage(deps, ctx, filled(accountPage, { ...frameOf(view, null), why: [] }));
}

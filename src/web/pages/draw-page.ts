import type { ParameterizedContext } from 'koa';
import type { WebDeps } from '../context.ts';
import type { PageModel } from './pages.ts';

/** Draws a page as the answer; 200 unless its form was refused. */
export function drawPage(
  { renderer }: Pick<WebDeps, 'renderer'>,
  ctx: ParameterizedContext,
  model: PageModel,
): void {
  ctx.status = 200;
  ctx.type = 'html';
  ctx.body = renderer.renderPage(model);
}

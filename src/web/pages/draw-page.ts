import type { ParameterizedContext } from 'koa';
import type { WebDeps } from '../http/context.ts';
import type { FilledPage } from './page.ts';

/** Draws a page as the answer; 200 unless its form was refused. */
export function drawPage(
  { renderer }: Pick<WebDeps, 'renderer'>,
  ctx: ParameterizedContext,
  page: FilledPage,
): void {
  ctx.status = 200;
  ctx.type = 'html';
  ctx.body = renderer.renderPage(page);
}

import type { ParameterizedContext } from 'koa';
import type { WebDeps } from '../http/context.ts';
import type { FilledPage } from './page.ts';

/** Draws a page as the answer; 200 unless its form was refused. */
export async function drawPage(
  { renderer }: Pick<WebDeps, 'renderer'>,
  ctx: ParameterizedContext,
  page: FilledPage,
): Promise<void> {
  const html = await renderer.drawPage(page);
  ctx.status = 200;
  ctx.type = 'html';
  ctx.body = html;
}

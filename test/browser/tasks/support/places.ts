import type { Locator, Page } from 'playwright-core';
import type { World } from '../../../harness/world.ts';

/** The first page of the console of a world. */
export function consoleOf({ server, slug }: Pick<World, 'server' | 'slug'>): string {
  return `${server.issuer}/console/${slug}`;
}

/** The first page of one's own account. */
export function accountOf({ server }: Pick<World, 'server'>): string {
  return `${server.issuer}/account`;
}

/** The links to the pages of an area. */
export function tabsOf(page: Page): Locator {
  return page.getByRole('navigation', { name: /^Pages of/ });
}

/** The row of somebody in a table, by the name that leads to them. */
export function rowOf(page: Page, name: string): Locator {
  return page.locator('tbody tr').filter({ has: page.getByRole('link', { name, exact: true }) });
}

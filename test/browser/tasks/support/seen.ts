import type { Locator } from 'playwright-core';
import type { Desk } from './desk.ts';

/** What the page says was done, in one line; throws where it says nothing. */
export function noticeOn({ page }: Desk): Promise<string> {
  return lineOf(page.locator('.banner.good[role=alert]'));
}

/** What the page says is wrong, in one line; throws where nothing is. */
export function problemOn({ page }: Desk): Promise<string> {
  return lineOf(page.locator('.problem').first());
}

/** The sentence that a page begins with. */
export function leadOn({ page }: Desk): Promise<string> {
  return lineOf(page.locator('main .lead').first());
}

/** The row of a table that is about somebody or something. */
export function rowOn({ page }: Desk, about: string): Locator {
  return page.getByRole('row').filter({ hasText: about });
}

/** What something on the page says to whoever looks at it, in one line; throws where it is not to be seen. */
export async function lineOf(seen: Locator): Promise<string> {
  await seen.waitFor();
  const [line = ''] = await linesOf(seen);
  return line;
}

/** The same of several things. */
export async function linesOf(seen: Locator): Promise<string[]> {
  return (await seen.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

/** Sees to it that a folded part of the page is open; where there is room for it, it has nothing to press. */
export async function unfold({ page }: Desk, called: string): Promise<void> {
  const part = page.locator('details', { has: page.locator('summary', { hasText: called }) });
  const isOpen = (await part.getAttribute('open')) !== null;
  const summary = part.locator('summary');
  if (!isOpen && (await summary.isVisible())) await summary.click();
}

/** The status with which the server answers this browser at an address, without leaving the page. */
export async function statusAt({ context }: Desk, address: string): Promise<number> {
  return (await context.request.get(address)).status();
}

import { expect } from 'chai';
import type { Answer, Browser } from '../../harness/browser.ts';
import { SecurityKeySimulator } from '../../harness/security-key.ts';

/** What the page that sets a key up hands to it. */
export function creationOptionsOf({ page }: Answer) {
  const options = page.querySelector('form')?.getAttribute('data-key-create');
  if (options === undefined) throw new Error('the page makes no key');
  return JSON.parse(options);
}

/** Answers that page. */
export function register(browser: Browser, page: Answer, key: SecurityKeySimulator): Promise<Answer> {
  return browser.submit(page, { assertion: JSON.stringify(key.register(creationOptionsOf(page))) });
}

/** Shows that the recovery codes were kept. */
export function keep(browser: Browser, page: Answer): Promise<Answer> {
  const first = page.page.querySelector('#recovery-codes li')?.text ?? '';
  return browser.submit(page, { kept: first.trim().slice(-4) });
}

/** Sets a new key up from the page for it to the end. */
export async function registerKey(browser: Browser, page: Answer): Promise<Answer> {
  const codes = await register(browser, page, new SecurityKeySimulator(new URL(page.url).origin));
  expect(codes.name).to.equal('recovery-codes');
  return keep(browser, codes);
}

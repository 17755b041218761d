import { type Browser, chromium } from 'playwright-core';
import { closedAtLast } from '../../harness/closing.ts';

/** Without its sandbox it starts in containers too; the rest keeps it from talking to anybody but us. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Starts a Chromium without a window.
 * @param executablePath from `inChromium`
 * @param more flags of one test
 */
export async function launchChromium(executablePath: string, more: readonly string[] = []): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: [...flags, ...more] });
  const close = closedAtLast(() => browser.close());
  browser.once('disconnected', close);
  return browser;
}

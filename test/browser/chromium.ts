import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** Without its sandbox it starts in containers too; the rest keeps it from talking to anybody but us. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Path of a Chromium: `CHROMIUM_PATH`, else where distributions put it, else null. */
export function findChromium(): string | null {
  const places = [process.env.CHROMIUM_PATH ?? '', ...usualPlaces];
  return places.find((place) => place !== '' && existsSync(place)) ?? null;
}

/** Starts a Chromium without a window. @param executablePath from `findChromium` */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}

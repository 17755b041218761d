/**
 * How soon a page stands on a slow phone: the largest contentful paint, and how much of it moves afterwards, in Chromium
 * that is held to 1.6 Mbit/s, 150 ms to the server and back, and a quarter of the processor.
 *
 *   DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres npx node bench/paint.ts
 *
 * Exits 1 when a target is missed: 1 s, the median of nine, on a first visit, and no shift at all.
 */
import type { BrowserContext } from 'playwright-core';
import { launchChromium } from '../test/browser/support/chromium.ts';
import type { Browser } from '../test/harness/browser.ts';
import { findChromium } from '../test/harness/needs.ts';
import { fillOrganization } from './organization/fill.ts';
import { ownerOf } from './organization/owner.ts';
import { percentile } from './organization/requests.ts';
import { openBenchWorld } from './organization/world.ts';
import { inOwnDatabase } from './postgres.ts';

const port = 3923;
const origin = `http://localhost:${port}`;
const members = 1000;
const mostMs = 1000;
const visits = 9;

/** Bytes a second, and milliseconds. */
const slowNetwork = { downloadThroughput: 200_000, uploadThroughput: 93_750, latency: 150, offline: false };
const slowerProcessor = { rate: 4 };

const pages = [
  ['page of the password', '/password/forgotten'],
  ['overview of an organization', '/console/large'],
  ['members', '/console/large/members'],
  ['enforcement', '/console/large/enforcement'],
  ['own account', '/account'],
  ['own security', '/account/security'],
] as const;

process.exitCode = (await inOwnDatabase(run)) ? 0 : 1;

async function run(databaseUrl: URL): Promise<boolean> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('This program needs a Chromium (CHROMIUM_PATH)');
  const world = await openBenchWorld(databaseUrl, { port });
  const chromium = await launchChromium(executablePath);
  try {
    await fillOrganization(world.db, 'large', members);
    const owner = await ownerOf(world, `${origin}/console/large`);
    const met: boolean[] = [];
    for (const [what, path] of pages) {
      const paints: Paint[] = [];
      for (let visit = 0; visit < visits; visit += 1) {
        // Nothing is remembered from the visit before.
        const context = await chromium.newContext({ viewport: { width: 360, height: 740 } });
        await signIn(context, owner);
        paints.push(await paintOf(context, path));
        await context.close();
      }
      met.push(report(what, paints));
    }
    return met.every((each) => each);
  } finally {
    await chromium.close();
    await world.close();
  }
}

async function signIn(context: BrowserContext, { jar }: Browser): Promise<void> {
  const cookies = await jar.getCookies(origin);
  await context.addCookies(cookies.map(({ key: name, value }) => ({ name, value, url: origin })));
}

interface Paint {
  /** Of the largest content, in milliseconds since the visit began. */
  readonly at: number;
  /** How far content moved, as a share of the screen. */
  readonly shift: number;
}

async function paintOf(context: BrowserContext, path: string): Promise<Paint> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', slowNetwork);
  await session.send('Emulation.setCPUThrottlingRate', slowerProcessor);
  const answer = await page.goto(`${origin}${path}`, { waitUntil: 'load' });
  if (answer?.status() !== 200) throw new Error(`${path}: ${answer?.status()}`);
  return (await page.evaluate(`new Promise((resolve) => {
    const seen = { at: 0, shift: 0 };
    const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take))
      .observe({ type, buffered: true });
    observe('largest-contentful-paint', (entry) => { seen.at = entry.startTime; });
    observe('layout-shift', (entry) => { seen.shift += entry.value; });
    requestAnimationFrame(() => setTimeout(() => resolve(seen), 300));
  })`)) as Paint;
}

function report(what: string, paints: readonly Paint[]): boolean {
  const at = percentile(
    paints.map((paint) => paint.at),
    0.5,
  );
  const shift = Math.max(...paints.map((paint) => paint.shift));
  console.log(`${what.padEnd(36)}${at.toFixed(0).padStart(8)} ms${shift.toFixed(3).padStart(10)} shift`);
  return at > 0 && at <= mostMs && shift === 0;
}

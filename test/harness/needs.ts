import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Runnable, Suite } from 'mocha';
import { postgresServer } from './database.ts';

/** What a machine may lack, and then has the tests skipped that need it. */
export type Need =
  | 'PostgreSQL'
  | 'pgbouncer'
  | 'Chromium'
  | 'zbarimg'
  | 'oathtool'
  | 'initdb'
  | 'mount'
  | 'faketime';

const chromiumPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

const isHere: Readonly<Record<Need, () => boolean>> = {
  PostgreSQL: () => postgresServer !== undefined,
  pgbouncer: () => findPgbouncer() !== null,
  Chromium: () => findChromium() !== null,
  zbarimg: () => isInPath('zbarimg'),
  oathtool: () => isInPath('oathtool'),
  initdb: () => postgresPrograms() !== null,
  mount: () => mayMount(),
  faketime: () => isInPath('faketime'),
};

const marked = new WeakMap<Suite, readonly Need[]>();

/**
 * A group of tests that need something. Where that is missing they are skipped, and listed all the same, so that
 * docs/behaviours.md is the same on every machine.
 */
export function withNeeds(needs: readonly Need[], define: () => void): void {
  const title = `with ${needs.join(' and ')}`;
  const suite = needs.every((need) => isHere[need]())
    ? describe(title, define)
    : describe.skip(title, define);
  if (suite !== undefined) marked.set(suite, needs);
}

/** Of these, what this machine lacks. */
export function lackedOf(needs: readonly Need[]): readonly Need[] {
  return needs.filter((need) => !isHere[need]());
}

/** What the embedded database cannot do. @param define is given the address of the server */
export function onPostgres(define: (server: string) => void): void {
  withNeeds(['PostgreSQL'], () => define(postgresServer ?? ''));
}

/** @param define is given the address of the server, and the path of pgbouncer */
export function throughPgbouncer(define: (server: string, program: string) => void): void {
  withNeeds(['PostgreSQL', 'pgbouncer'], () => define(postgresServer ?? '', findPgbouncer() ?? ''));
}

/** @param define is given the path of the browser, for `launchChromium` */
export function inChromium(define: (executablePath: string) => void, ...tools: readonly Need[]): void {
  withNeeds(['Chromium', ...tools], () => define(findChromium() ?? ''));
}

/** What a test needs and this machine lacks. */
export function missingFor(test: Runnable): readonly Need[] {
  const missing: Need[] = [];
  for (let suite = test.parent; suite !== undefined; suite = suite.parent)
    missing.push(...(marked.get(suite) ?? []).filter((need) => !isHere[need]()));
  return missing;
}

/** Path of a Chromium: `CHROMIUM_PATH`, else where distributions put it, else null. */
export function findChromium(): string | null {
  const places = [process.env.CHROMIUM_PATH ?? '', ...chromiumPlaces];
  return places.find((place) => place !== '' && existsSync(place)) ?? null;
}

/** Distributions keep it where only root looks for programs. */
function findPgbouncer(): string | null {
  if (isInPath('pgbouncer')) return 'pgbouncer';
  return existsSync('/usr/sbin/pgbouncer') ? '/usr/sbin/pgbouncer' : null;
}

/** Where Debian keeps the programs of a PostgreSQL server, outside of the PATH. */
const postgresVersions = '/usr/lib/postgresql';

/** The folder with initdb and pg_ctl of the newest version; null where there is none. */
export function postgresPrograms(): string | null {
  if (!existsSync(postgresVersions)) return null;
  const newest = readdirSync(postgresVersions).toSorted((one, other) => Number(other) - Number(one));
  const folders = newest.map((version) => join(postgresVersions, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** As root may on most machines, and not in every container. */
function mayMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function isInPath(tool: string): boolean {
  try {
    execFileSync('which', [tool], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

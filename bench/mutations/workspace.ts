import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closedAtLast } from '../../test/harness/closing.ts';

/** A copy of the checkout that may be mutated. */
export interface Workspace {
  readonly root: string;
}

const copied = ['src', 'test', 'bench', 'migrations', 'views', 'config', 'examples', 'docs'];
const files = ['package.json', '.mocharc.yml', 'README.md'];

/** The checkout itself is never touched, so that nothing has to be put back whatever happens. */
export function openWorkspace(checkout: string): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'countersign-mutated-'));
  const remove = closedAtLast(() => rmSync(root, { recursive: true, force: true }));
  process.once('exit', remove);
  for (const name of copied) cpSync(join(checkout, name), join(root, name), { recursive: true });
  for (const name of files) cpSync(join(checkout, name), join(root, name));
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, '.cache'));
  return { root };
}

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A folder of its own for one test; on a Mac the temporary folder is a link. */
export function newFolder(name: string): string {
  return mkdtempSync(join(realpathSync(tmpdir()), `countersign-${name}-`));
}

/** The files of this checkout as a clone has them: what git knows or would take, and nothing that was built. */
export function copyOfCheckout(): string {
  const folder = newFolder('clone');
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root });
  const gone = execFileSync('git', ['ls-files', '-d', '-z'], { cwd: root }).toString().split('\0');
  for (const path of listed.toString().split('\0')) {
    if (path === '' || gone.includes(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  return folder;
}

/** The packages of this checkout, for a copy that is not to wait for an installation of its own. */
export function lendPackages(folder: string): void {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
}

/** What somebody's terminal has: no Node that npm has put in front, and nothing that is set for these tests. */
export function terminal(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { HOME = '', PATH = '', LANG = 'C.UTF-8' } = process.env;
  const path = PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { HOME, LANG, PATH: path.join(delimiter), ...more };
}

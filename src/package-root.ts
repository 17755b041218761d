import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of package.json, beside which `views`, `config` and all else lies that is read and not imported. The same
 * whether this file runs as source (`src`) or built (`dist/src`): nothing else may reckon from where it stands itself.
 */
const packageRoot = rootAbove(import.meta.dirname);

/** Path of a file or folder of the package, from its root, e.g. `packagePath('views')`. */
export function packagePath(fromRoot: string): string {
  return join(packageRoot, fromRoot);
}

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error(`there is no package.json above ${import.meta.dirname}`);
  return rootAbove(above);
}

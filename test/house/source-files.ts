import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

export interface SourceFile {
  /** From the root of the project, e.g. `src/policy/decide.ts`. */
  readonly path: string;
  readonly text: string;
  /** Module specifiers; `isType` for `import type`. */
  readonly imports: readonly { readonly from: string; readonly isType: boolean }[];
}

/** All TypeScript files below a folder. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => read(join(entry.parentPath, entry.name)))
    .sort((left, right) => left.path.localeCompare(right.path));
}

function read(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const matches = text.matchAll(/^(?:import|export)( type)?\b[^;]*?from '([^']+)';/gms);
  const imports = [...matches].map(([, type, from = '']) => ({
    from: from.startsWith('.') ? relative(root, join(file, '..', from)) : from,
    isType: type !== undefined,
  }));
  return { path: relative(root, file), text, imports };
}

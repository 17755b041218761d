import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export interface Import {
  /** A package as written, or a file from the root of the project. */
  readonly from: string;
  /** `import type`, which is gone at run time. */
  readonly isType: boolean;
}

export interface SourceFile {
  /** From the root of the project, e.g. `src/policy/decide.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** All TypeScript files below some folders. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .sort()
      .map(read),
  );
}

/** Names of the folders right below one. */
export function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Text of a file of the project. */
export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function read(path: string): SourceFile {
  const text = readProjectFile(path);
  return { path, text, imports: importsOf(text, path) };
}

const staticImport = /^(?:import|export)( type)?\b(?:[^;'"]*?\bfrom)? ?'([^']+)'/gm;
const dynamicImport = /\bimport\(\s*'([^']+)'/g;

/** Imports and re-exports of a file, static and dynamic. */
export function importsOf(text: string, path: string): Import[] {
  const atStart = [...text.matchAll(staticImport)].map(([, type, from = '']) => ({
    from: resolve(from, path),
    isType: type !== undefined,
  }));
  const later = [...text.matchAll(dynamicImport)].map(([, from = '']) => ({
    from: resolve(from, path),
    isType: false,
  }));
  return [...atStart, ...later];
}

function resolve(from: string, path: string): string {
  return from.startsWith('.') ? join(dirname(path), from) : from;
}

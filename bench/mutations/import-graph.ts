import { sourceFiles } from '../../test/house/support/source-files.ts';

/** What loads what, by path from the root of the project. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Of product and tests, types left out. */
export function importGraph(): ImportGraph {
  return new Map(
    sourceFiles('src', 'test', 'migrations', 'examples').map(({ path, imports }) => [
      path,
      imports.filter(({ isType }) => !isType).map(({ from }) => from),
    ]),
  );
}

/** Every file that one loads, itself first, with how many imports lie between. */
export function loadedBy(graph: ImportGraph, file: string): ReadonlyMap<string, number> {
  const distances = new Map([[file, 0]]);
  // A Map goes on with what is added to it on the way.
  for (const [path, distance] of distances)
    for (const next of graph.get(path) ?? []) if (!distances.has(next)) distances.set(next, distance + 1);
  return distances;
}

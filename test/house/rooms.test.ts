import { dirname } from 'node:path';
import { expect } from 'chai';
import { type Import, type SourceFile, sourceFiles } from './support/source-files.ts';

const mostFilesOfAFolder = 25;

/**
 * Rooms of which each names types of the other: the list only gets shorter. What is right below `src/` is left out, for it
 * puts all rooms together.
 */
const typesBothWays: readonly string[] = [
  'authenticators <> operations',
  'jobs <> organizations/ending',
  'jobs <> organizations/telling',
  'jobs <> passwords',
  'operations <> organizations/profile',
  'operations <> passwords',
  'organizations/core <> organizations/members',
  'organizations/core <> people',
  'organizations/core <> plans',
  'organizations/ending <> organizations/members',
  'organizations/members <> organizations/resets',
  'policy <> policy/enforcement',
  'policy <> policy/factors',
  'policy <> policy/members',
  'policy <> policy/rules',
  'policy/enforcement <> policy/rules',
  'provider/decisions <> provider/library',
  'provider/library <> provider/logout',
  'web/api/access <> web/api/answers',
  'web/api/answers <> web/api/dialects',
  'web/forms <> web/pages',
  'web/http <> web/pages',
  'web/mails <> web/pages',
  'web/pages <> web/words',
];

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Which folder imports from which, by imports of one kind. */
function folderGraph(files: readonly SourceFile[], counts: (imported: Import) => boolean): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const folder = dirname(path);
    const others = graph.get(folder) ?? new Set();
    graph.set(folder, others);
    for (const imported of imports.filter(counts)) {
      const other = dirname(imported.from);
      if (imported.from.startsWith('src/') && other !== folder) others.add(other);
    }
  }
  return graph;
}

/** All that can be reached from a folder; the folder itself too where it takes part in a circle. */
function reachedFrom(graph: Graph, folder: string): Set<string> {
  const reached = new Set<string>();
  const waiting = [...(graph.get(folder) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(graph.get(next) ?? []));
  }
  return reached;
}

function inCircles(graph: Graph): string[] {
  return [...graph.keys()].filter((folder) => reachedFrom(graph, folder).has(folder)).sort();
}

describe('a room', () => {
  const files = sourceFiles('src');

  it('takes part in no circle of imports', () => {
    expect(inCircles(folderGraph(files, ({ isType }) => !isType))).to.deep.equal([]);
  });

  it('and another name no types of each other, but for those that are listed', () => {
    const graph = folderGraph(files, () => true);
    const pairs = [...graph].flatMap(([one, others]) =>
      [...others].filter((other) => one < other && graph.get(other)?.has(one)).map((other) => [one, other]),
    );
    const named = pairs
      .filter(([one]) => one !== 'src')
      .map((pair) => pair.join(' <> ').replaceAll('src/', ''));
    expect(named.sort()).to.deep.equal(typesBothWays);
  });

  it(`holds ${mostFilesOfAFolder} files of its own at the most`, () => {
    const sizes = Map.groupBy(files, ({ path }) => dirname(path));
    const tooLarge = [...sizes].filter(([, those]) => those.length > mostFilesOfAFolder);
    expect(tooLarge.map(([folder, those]) => `${folder}: ${those.length}`)).to.deep.equal([]);
  });

  it('in a circle is found, however long it is', () => {
    const imports = (from: string): Import[] => [{ from, isType: false }];
    const circle = [
      { path: 'src/a/one.ts', text: '', imports: imports('src/b/two.ts') },
      { path: 'src/b/two.ts', text: '', imports: imports('src/c/three.ts') },
      { path: 'src/c/three.ts', text: '', imports: imports('src/a/one.ts') },
      { path: 'src/d/four.ts', text: '', imports: imports('src/a/one.ts') },
    ];
    expect(inCircles(folderGraph(circle, () => true))).to.deep.equal(['src/a', 'src/b', 'src/c']);
  });
});

describe('a folder of tests', () => {
  /** What is no test: what all of them use, and what those of one folder do. */
  const isSupport = (path: string) => path.startsWith('test/harness/') || dirname(path).endsWith('/support');

  it('holds tests alone, and what they have in common in support/', () => {
    const stray = sourceFiles('test').filter(({ path }) => !path.endsWith('.test.ts') && !isSupport(path));
    expect(stray.map(({ path }) => path)).to.deep.equal([]);
    const hidden = sourceFiles('test').filter(({ path }) => path.endsWith('.test.ts') && isSupport(path));
    expect(hidden.map(({ path }) => path)).to.deep.equal([]);
  });
});

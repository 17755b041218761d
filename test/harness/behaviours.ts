import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One test that shows a behaviour or a ruling of the product. */
export interface ShownBehaviour {
  readonly id: string;
  readonly title: string;
  readonly result: 'passed' | 'failed';
}

const documentPath = join(import.meta.dirname, '../../docs/behaviours.md');

/** Ids that each need a test. Those that are missing here were left out of the product on purpose. */
export const behaviourIds: readonly string[] = [
  ...range('T', 1, 30),
  ...range('D', 1, 43).filter((id) => !['D10', 'D26', 'D30', 'D35', 'D36', 'D39', 'D42'].includes(id)),
  ...range('M', 1, 16),
  ...range('L', 1, 10),
  ...range('ruling ', 1, 22),
];

/** The ids that a full title names: `T8`, `D21`, `ruling 6`, also `rulings 8 and 14`. */
export function idsIn(title: string): string[] {
  const behaviours = title.match(/\b[TDML]\d{1,2}\b/g) ?? [];
  const rulings = [...title.matchAll(/\brulings? (\d{1,2}(?:(?:, | and )\d{1,2})*)/g)].flatMap(
    ([, numbers = '']) => numbers.split(/, | and /).map((number) => `ruling ${number}`),
  );
  return [...new Set([...behaviours, ...rulings])].filter((id) => behaviourIds.includes(id));
}

/** docs/behaviours.md for a run of all tests. */
export function behaviourTable(shown: readonly ShownBehaviour[]): string {
  const rows = behaviourIds.flatMap((id) => {
    const own = shown.filter((each) => each.id === id);
    return own.map(({ title, result }) => `| ${id} | ${title.replaceAll('|', '\\|')} | ${result} |`);
  });
  const missing = behaviourIds.filter((id) => !shown.some((each) => each.id === id));
  return `# Behaviours and their tests

Made by \`npm run behaviours\` from a run of all tests; the tests fail when it is out of date.
Not shown by a test yet: ${missing.length === 0 ? 'none' : missing.join(', ')}.

| id | test | result |
| --- | --- | --- |
${[...new Set(rows)].join('\n')}
`;
}

/**
 * Holds a run against the document.
 * @param mode `write` replaces the document; `check` answers the ids of the document that this run did not show, since
 *   some tests need PostgreSQL; `strict` every row
 */
export function settleBehaviours(
  shown: readonly ShownBehaviour[],
  mode: string | undefined,
): readonly string[] {
  const table = behaviourTable(shown);
  if (mode === 'write') writeFileSync(documentPath, table);
  if (mode === 'write' || mode === undefined) return [];
  const written = existsSync(documentPath) ? readFileSync(documentPath, 'utf8') : '';
  const keyOf = (row: string) => (mode === 'strict' ? row : (row.split(' | ')[0] ?? row));
  const own = new Set(table.split('\n').map(keyOf));
  const rows = written.split('\n').filter((line) => line.startsWith('| '));
  return [...new Set(rows.map(keyOf))].filter((key) => !own.has(key));
}

function range(prefix: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `${prefix}${from + index}`);
}

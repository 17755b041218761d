import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Suite, Test } from 'mocha';
import { behaviours, pageBehaviours, rulings } from './behaviour-list.ts';
import { missingFor } from './needs.ts';
import { type Way, wayOf } from './ways-to-show.ts';

/** A test that shows behaviours or rulings of the product, by naming their ids in its title. */
export interface Showing {
  /** From the root of the project. */
  readonly file: string;
  readonly title: string;
}

const root = join(import.meta.dirname, '../..');
const documentPath = join(root, 'docs/behaviours.md');

const sentences = new Map([
  ...Object.entries(behaviours),
  ...Object.entries(rulings).map(([number, about]) => [`ruling ${number}`, about] as const),
]);

/** The ids that a full title names: `T8`, `D21`, `ruling 6`, also `rulings 8 and 14`. */
export function idsIn(title: string): string[] {
  const named = title.match(/\b[TDML]\d{1,2}\b/g) ?? [];
  const ruled = [...title.matchAll(/\brulings? (\d{1,2}(?:(?:, | and )\d{1,2})*)/g)].flatMap(
    ([, numbers = '']) => numbers.split(/, | and /).map((number) => `ruling ${number}`),
  );
  return [...new Set([...named, ...ruled])].filter((id) => sentences.has(id));
}

/** All tests below a suite, in order. */
export function testsBelow(suite: Suite): Test[] {
  return [...suite.tests, ...suite.suites.flatMap(testsBelow)];
}

/** What the tests below the root suite show; the tests of the table itself show nothing. */
export function showingsOf(tests: readonly Test[]): Showing[] {
  return tests
    .map((test) => ({ file: relative(root, test.file ?? ''), title: test.titlePath().join(' › ') }))
    .filter(({ file, title }) => !file.startsWith('test/house/') && idsIn(title).length > 0);
}

/** docs/behaviours.md for all tests there are. It says nothing of results: a run in which one of them fails is red. */
export function behaviourTable(showings: readonly Showing[]): string {
  const sections = [...sentences].map(([id, sentence]) => {
    const own = showings.filter(({ title }) => idsIn(title).includes(id));
    const lines = own.map(({ file, title }) => `- ${wayOf(file)} · \`${file}\` · ${title}`);
    return { id, sentence, shownBy: shownBy(id, own), lines: [...new Set(lines)].sort() };
  });
  const rows = sections.map(
    ({ id, sentence, shownBy: way, lines }) => `| ${id} | ${sentence} | ${way} | ${lines.length} |`,
  );
  const lists = sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ id, lines }) => `### ${id}\n\n${lines.join('\n')}\n`);
  return `# Behaviours and their tests

Made by \`npm run behaviours\` from the titles of the tests, without running any; \`npm test\` fails where it is out of
date, and where a test that stands here did not pass. Those with a need in their title ("with PostgreSQL") are skipped
where that is missing.

*Shown by* is the strongest way: a real browser, the pages over HTTP, the API, a command, or the rule by itself.
What a page has to do is *API only* until a browser shows it.

| id | behaviour | shown by | tests |
| --- | --- | --- | --- |
${rows.join('\n')}

## The tests

${lists.join('\n')}`;
}

const strongestFirst: readonly Way[] = ['browser', 'page', 'API', 'command', 'rule'];

function shownBy(id: string, own: readonly Showing[]): string {
  const ways = own.map(({ file }) => wayOf(file));
  const [strongest] = strongestFirst.filter((way) => ways.includes(way));
  if (strongest === undefined) return '**nothing yet**';
  return pageBehaviours.includes(id) && strongest !== 'browser' ? 'API only' : strongest;
}

export function writeBehaviours(suite: Suite): void {
  writeFileSync(documentPath, behaviourTable(showingsOf(testsBelow(suite))));
}

/**
 * What is wrong after a run of all tests: a document that is out of date, and tests of it that did not run.
 * @param document default: docs/behaviours.md
 */
export function behaviourProblems(suite: Suite, document = readFileSync(documentPath, 'utf8')): string[] {
  const tests = testsBelow(suite);
  const expected = behaviourTable(showingsOf(tests)).split('\n');
  const written = document.split('\n');
  const missing = expected.filter((line) => !written.includes(line)).map((line) => `missing: ${line}`);
  const extra = written.filter((line) => !expected.includes(line)).map((line) => `too much: ${line}`);
  const isSame = expected.join('\n') === written.join('\n');
  const outOfDate = isSame || missing.length + extra.length > 0 ? [...missing, ...extra] : ['its order'];
  return [...outOfDate, ...unrun(tests).map((title) => `did not run: ${title}`)];
}

/** Tests that show something, and neither ran nor need what this machine lacks. */
function unrun(tests: readonly Test[]): string[] {
  return tests
    .filter((test) => test.state === undefined && missingFor(test).length === 0)
    .filter((test) => showingsOf([test]).length > 0)
    .map((test) => test.fullTitle());
}

/** Ids that this machine has no test for that it can run, e.g. `D6 (PostgreSQL)`. */
export function notShownHere(suite: Suite): string[] {
  const tests = testsBelow(suite).filter((test) => showingsOf([test]).length > 0);
  return [...sentences.keys()].flatMap((id) => {
    const own = tests.filter((test) => idsIn(test.titlePath().join(' › ')).includes(id));
    const isSkipped = own.length > 0 && own.every((test) => missingFor(test).length > 0);
    return isSkipped ? [`${id} (${[...new Set(own.flatMap(missingFor))].join(', ')})`] : [];
  });
}

import { expect } from 'chai';
import { sourceFiles } from './support/source-files.ts';

const longestSourceFile = 200;
const longestTestFile = 300;
const longestFunction = 60;

/** The schema of a migration is one list, and splitting it would help nobody. */
const longLists = ['migrations/'];

interface FunctionSize {
  readonly line: number;
  /** Lines of its own; those of functions inside it count there. */
  readonly lines: number;
}

/** The last line of a head, as the formatter leaves it: of a function, an arrow function, a method, or over several lines. */
const head =
  /(?:\bfunction\b.*|=>|^\s*\).*|^\s*(?:(?:async|static|override|get) )*(?!(?:if|for|while|switch|catch)\b)\w+\(.*\)(?:: .+)?) \{$/;

function sizesOf(text: string): FunctionSize[] {
  const done: FunctionSize[] = [];
  const open: { indent: string; line: number; lines: number }[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const [indent = ''] = /^ */.exec(content) ?? [];
    const innermost = open.at(-1);
    if (innermost) innermost.lines += 1;
    if (innermost && content.startsWith(`${innermost.indent}}`) && indent === innermost.indent) {
      open.pop();
      done.push(innermost);
    }
    if (head.test(content) && !isGroup(content)) open.push({ indent, line: index + 1, lines: 1 });
  }
  return done;
}

/** A group of tests is a list with its data, not a function to be read from top to bottom. */
function isGroup(content: string): boolean {
  return content.startsWith('describe(');
}

function filesLongerThan(most: number, folders: readonly string[]): string[] {
  return sourceFiles(...folders)
    .filter(({ path }) => !longLists.some((name) => path.startsWith(name)))
    .filter(({ text }) => text.trimEnd().split('\n').length > most)
    .map(({ path }) => path);
}

function functionsLongerThan(most: number, text: string): number[] {
  return sizesOf(text)
    .filter(({ lines }) => lines > most)
    .map(({ line }) => line);
}

describe('size', () => {
  it(`of a source file is ${longestSourceFile} lines at the most`, () => {
    expect(filesLongerThan(longestSourceFile, ['src', 'examples', 'migrations'])).to.deep.equal([]);
  });

  it(`of a test or a bench is ${longestTestFile} lines at the most`, () => {
    expect(filesLongerThan(longestTestFile, ['test', 'bench'])).to.deep.equal([]);
  });

  it(`of a function is ${longestFunction} lines at the most, those inside it apart`, () => {
    const long = sourceFiles('src', 'migrations', 'test', 'bench', 'examples').flatMap(({ path, text }) =>
      functionsLongerThan(longestFunction, text).map((line) => `${path}:${line}`),
    );
    expect(long).to.deep.equal([]);
  });

  it('of functions is measured for every kind of them', () => {
    const body = (indent: string) => `${indent}work();\n`.repeat(6);
    const text = [
      `function plain(): void {\n${body('  ')}}`,
      `async function long(\n  one: string,\n): Promise<void> {\n${body('  ')}}`,
      `const arrow = async () => {\n${body('  ')}};`,
      `class Thing {\n  method(one: string): void {\n${body('    ')}  }\n}`,
      `function outer(): void {\n  return {\n    async inner() {\n${body('      ')}    },\n  };\n}`,
    ].join('\n');
    expect(functionsLongerThan(7, text)).to.deep.equal([1, 11, 19, 28, 39]);
    expect(functionsLongerThan(8, text)).to.deep.equal([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const document = readFileSync(join(import.meta.dirname, '../../docs/applications.md'), 'utf8');

/** What docs/applications.md says of one client. */
export interface Recipe {
  readonly name: string;
  /** All that stands under its heading. */
  readonly text: string;
  /** The registration that all share, with the lines of this one over it. */
  readonly registration: Readonly<Record<string, unknown>>;
  /** A block of code, by its language and its number there. @throws where there is none */
  code(language: string, index?: number): string;
}

const shared = parse(blocksOf(sectionOf('Before you start'), 'yaml')[0] ?? '').clients[0];

/** Headings of all recipes. */
export function recipeNames(): string[] {
  const headings = [...document.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
  const first = headings.indexOf('Before you start') + 1;
  return headings.slice(first, headings.indexOf('Known to work'));
}

export function recipeOf(name: string): Recipe {
  const section = sectionOf(name);
  const [lines = '{}'] = blocksOf(section, 'yaml');
  return {
    name,
    text: section,
    registration: { ...shared, ...parse(lines) },
    code(language, index = 0) {
      const block = blocksOf(section, language)[index];
      if (block === undefined) throw new Error(`no ${language} of ${name} in docs/applications.md`);
      return block;
    },
  };
}

function sectionOf(heading: string): string {
  const [, after] = document.split(`\n## ${heading}\n`);
  if (after === undefined) throw new Error(`docs/applications.md does not speak of ${heading}`);
  return after.split('\n## ')[0] ?? '';
}

function blocksOf(section: string, language: string): string[] {
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, text = '']) => text,
  );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs, { type TemplateFunction } from 'ejs';

/** Draws one template by its path below the views, without `.ejs`. */
export type Template = (name: string, locals: object) => string;

/** Names that templates may use; a misspelt one throws instead of printing nothing. */
const templateNames = ['model', 'say', 'shown', 'view', 'part', 'insert'];

interface TemplateOptions {
  readonly viewsDirectory: string;
  readonly production: boolean;
}

export function createTemplates({ viewsDirectory, production }: TemplateOptions): Template {
  const compiled = new Map<string, TemplateFunction>();
  const compile = (name: string) => {
    const filename = join(viewsDirectory, `${name}.ejs`);
    const settings = { filename, cache: production, strict: true, destructuredLocals: templateNames };
    return ejs.compile(readFileSync(filename, 'utf8'), settings);
  };
  return (name, locals) => {
    const known = compiled.get(name) ?? compile(name);
    if (production) compiled.set(name, known);
    return known(locals);
  };
}

import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { languages } from '../../src/web/words/language.ts';
import { pageSamples } from '../web/support/page-samples.ts';

/** Folders of views that hold no pages. */
const noAreas = ['mail', 'parts'];

const names = [...new Set(pageSamples.map(({ page }) => `${page.area}/${page.name}`))].sort();

describe('a page', () => {
  it('is drawn from a template of its own, and each template is of a page', () => {
    const templates = globSync('**/*.ejs', { cwd: 'views' }).map((path) => path.replace(/\.ejs$/, ''));
    const ofPages = templates.filter(
      (path) => path.includes('/') && !noAreas.includes(path.split('/')[0] ?? ''),
    );
    expect(ofPages.sort(), 'templates and test/web/support/page-samples.ts').to.deep.equal(names);
  });

  it('has the same name in the source and in the tests', () => {
    const expected = names.flatMap((name) => [`src/web/${name}.ts`, `test/web/${name}.test.ts`]);
    expect(expected.filter((path) => !existsSync(path))).to.deep.equal([]);
  });

  it('has its words under that name, in each language', () => {
    for (const name of names) {
      const [area, page] = [dirname(name), basename(name)];
      for (const language of languages) {
        const words = parse(readFileSync(join('views', area, `words.${language}.yaml`), 'utf8'));
        expect(Object.keys(words), `${name} ${language}`).to.include(page);
      }
    }
  });
});

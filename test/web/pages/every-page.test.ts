import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { passwordPage } from '../../../src/web/interaction/password.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { passwordModel } from '../interaction/support/models.ts';
import { pageSamples, refusedSamples } from '../support/page-samples.ts';
import { drawn, renderer } from '../support/sound-page.ts';

describe('a refused form', () => {
  for (const { page, model } of refusedSamples) {
    it(`of ${page.name} says so in title, summary and beside the field: ${model.problem?.code}`, () => {
      const html = drawn({ page, model });
      expect(html).to.include('<title>Error: ').and.to.include('role="alert"');
      if (!model.problem?.field) return;
      const { field } = model.problem;
      expect(html).to.include(`<a href="#${field}">`).and.to.include(`id="${field}-problem"`);
      expect(html).to.match(
        new RegExp(`<input id="${field}"[^>]*aria-describedby="[^"]*${field}-problem"[^>]*>`),
      );
    });
  }
});

describe('the labels that only screen readers read', () => {
  it('end in the mark of their language', () => {
    const problem = { code: 'field_empty', field: 'email', detail: {} } as const;
    const page = drawn(filled(passwordPage, { ...passwordModel, language: 'fr', problem }));
    expect(page).to.include('<title>Erreur\u00a0: ').and.include('>Application\u00a0: </span>');
    expect(page).to.include('>Erreur\u00a0: </span>');
  });
});

describe('every page', () => {
  it('capitalizes nothing that is typed but a name', () => {
    const fields = pageSamples.flatMap((sample) =>
      [...drawn(sample).matchAll(/<input id="[^"]*" name="([^"]*)"[^>]* autocapitalize="([^"]*)"/g)].map(
        ([, name = '', how]) => ({ name, how }),
      ),
    );
    for (const { name, how } of fields) expect(how, name).to.equal(name === 'name' ? 'words' : 'none');
    expect(fields.map(({ name }) => name)).to.include.members(['name', 'email', 'code']);
  });
});

describe('the foot of every page', () => {
  it('is missing from one that is drawn once, whose address is used up', () => {
    const once = pageSamples.filter(({ model }) => model.here === null);
    expect(once.map(({ page }) => page.name)).to.deep.equal(['form-post']);
    for (const sample of once) expect(parse(drawn(sample)).querySelector('footer')).to.equal(null);
  });

  for (const sample of pageSamples.filter(({ model }) => model.here !== null))
    it(`of ${sample.page.name} leads to the same page in the other languages, each named in itself`, () => {
      const nav = parse(drawn(sample)).querySelector('footer nav');
      expect(nav?.getAttribute('aria-label')).to.equal('Language');
      const items = nav?.querySelectorAll('li > *') ?? [];
      expect(items.map((item) => [item.getAttribute('lang'), item.text])).to.deep.equal([
        ['en', 'English'],
        ['de', 'Deutsch'],
        ['fr', 'Français'],
        ['nl', 'Nederlands'],
      ]);
      const [current, ...others] = items;
      expect([current?.tagName, current?.getAttribute('aria-current')]).to.deep.equal(['SPAN', 'true']);
      for (const other of others) {
        const language = other.getAttribute('lang');
        expect(other.getAttribute('hreflang')).to.equal(language);
        expect(other.getAttribute('href')).to.equal(`${sample.model.here}?language=${language}`);
      }
    });
});

describe('the stylesheet', () => {
  it('has an address that tells its content and asks for nothing from elsewhere', () => {
    const { path, content } = renderer.assets.stylesheet;
    expect(path).to.match(/^\/assets\/countersign-[0-9a-f]{12}\.css$/);
    expect(drawn(filled(passwordPage, passwordModel))).to.include(`href="${path}"`);
    expect(content).not.to.match(/url\(|@import|@font-face/);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
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

describe('a page of an area', () => {
  it('is painted once its end is there, so that nothing moves while it comes in', () => {
    for (const { page, model } of pageSamples.filter((sample) => sample.model.area !== undefined)) {
      const html = parse(drawn({ page, model }));
      expect(html.querySelector('link[rel=expect][blocking=render]')?.getAttribute('href')).to.equal('#foot');
      expect(html.querySelectorAll('footer').at(-1)?.id, page.name).to.equal('foot');
    }
  });
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
  it('capitalizes nothing that is typed but the name of a person', () => {
    const fields = pageSamples.flatMap((sample) =>
      [
        ...drawn(sample).matchAll(
          /<input id="[^"]*" name="([^"]*)"[^>]* autocomplete="([^"]*)" autocapitalize="([^"]*)"/g,
        ),
      ].map(([, name = '', what, how]) => ({ name, what, how })),
    );
    for (const { name, what, how } of fields) expect(how, name).to.equal(what === 'name' ? 'words' : 'none');
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
  it('is under 24 kB, and the script of the areas under 6 kB', () => {
    const { stylesheet, areaScript } = renderer.assets;
    expect(Buffer.byteLength(stylesheet.content)).to.be.below(24_000);
    expect(Buffer.byteLength(areaScript.content)).to.be.below(6_000);
  });

  it('has an address that tells its content and asks for nothing from elsewhere', () => {
    const { path, content } = renderer.assets.stylesheet;
    expect(path).to.match(/^\/assets\/countersign-[0-9a-f]{12}\.css$/);
    expect(drawn(filled(passwordPage, passwordModel))).to.include(`href="${path}"`);
    expect(content).not.to.match(/url\(|@import|@font-face/);
  });

  it('takes a picture without a class for an icon, so templates write none', () => {
    const templates = readdirSync('views', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ejs'),
    );
    const pictures = templates.flatMap((name) =>
      [...readFileSync(`views/${name}`, 'utf8').matchAll(/<svg[^>]*>/g)].map(([tag]) => tag),
    );
    expect(pictures).not.to.have.length(0);
    expect(pictures.filter((tag) => !tag.includes('class='))).to.deep.equal([]);
  });
});

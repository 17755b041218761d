import { expect } from 'chai';
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

describe('the stylesheet', () => {
  it('has an address that tells its content and asks for nothing from elsewhere', () => {
    const { path, content } = renderer.assets.stylesheet;
    expect(path).to.match(/^\/assets\/countersign-[0-9a-f]{12}\.css$/);
    expect(drawn(filled(passwordPage, passwordModel))).to.include(`href="${path}"`);
    expect(content).not.to.match(/url\(|@import|@font-face/);
  });
});

import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { languages } from '../../../src/web/words/language.ts';
import { mailModel, noticeSamples } from '../support/mail-samples.ts';
import { pageSamples } from '../support/page-samples.ts';
import { drawn } from '../support/sound-page.ts';

const product = {
  name: 'Acme & Co ID',
  supportUrl: 'https://help.acme.example/?a=1&b=2',
  supportEmail: 'help@acme.example',
  privacyUrl: 'https://acme.example/privacy',
  imprintUrl: 'https://acme.example/imprint',
};

const renderer = createRenderer({ viewsDirectory: 'views', production: true, product });

const addresses = [
  product.supportUrl,
  `mailto:${product.supportEmail}`,
  product.privacyUrl,
  product.imprintUrl,
];

describe('who stands behind a page', () => {
  for (const { page, model } of pageSamples)
    it(`${page.name} says in each language, where it is configured, under the name of the product`, () => {
      for (const language of languages) {
        const html = renderer.renderPage({ page, model: { ...model, language } });
        const links = parse(html).querySelectorAll('footer > ul a');
        expect(links.map((link) => link.getAttribute('href'))).to.deep.equal(addresses);
        expect(html)
          .to.include(' – Acme &amp; Co ID</title>')
          .and.include('class="product">Acme &amp; Co ID<');
        expect(html).not.to.match(/>[^<]*Countersign/);
      }
    });

  it('is nobody where nothing is configured', () => {
    for (const sample of pageSamples)
      expect(parse(drawn(sample)).querySelectorAll('footer > ul')).to.have.length(0);
  });
});

describe('who stands behind a mail', () => {
  for (const notice of Object.values(noticeSamples))
    it(`${notice.kind} says in each language, under the name of the product`, () => {
      for (const language of languages) {
        const { subject, text, html } = renderer.renderMail({ ...mailModel(notice), language });
        for (const part of [subject, text, html]) expect(part).not.to.include('Countersign');
        expect(text).to.include('Acme & Co ID');
        const foot = text.split('\n-- \n')[1] ?? '';
        for (const address of [
          product.supportUrl,
          product.supportEmail,
          product.privacyUrl,
          product.imprintUrl,
        ])
          expect(foot, language).to.include(address);
        const links = parse(html)
          .querySelectorAll('a')
          .map((link) => link.getAttribute('href'));
        expect(links).to.include.members(
          addresses.map((address) => address.replaceAll('&', '&amp;')).slice(1),
        );
      }
    });
});

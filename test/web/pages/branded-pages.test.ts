import { expect } from 'chai';
import { type HTMLElement, parse } from 'node-html-parser';
import sharp from 'sharp';
import { plainProduct } from '../../../src/config/product.ts';
import { noBranding } from '../../../src/organizations/profile/branding.ts';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { languages } from '../../../src/web/words/language.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { enterArea } from '../../harness/areas.ts';
import { Browser } from '../../harness/browser.ts';
import { clientOfOrganization } from '../../harness/members.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { pageSamples } from '../support/page-samples.ts';
import { renderer } from '../support/sound-page.ts';

const create = { width: 64, height: 32, channels: 3, background: { r: 122, g: 31, b: 92 } } as const;
const logo = async () => (await sharp({ create }).png().toBuffer()).toString('base64');

const brand = {
  displayName: 'Acme <ID>',
  colour: '#7a1f5c',
  supportUrl: 'mailto:help@acme.example',
  legalUrl: 'https://acme.example/legal',
  logoHash: 'a'.repeat(32),
  stylesheetHash: 'b'.repeat(32),
};

/** What a page looks like: its name, logo and stylesheets, and where its foot leads. */
function lookOf(page: HTMLElement) {
  const hrefs = (selector: string) =>
    page.querySelectorAll(selector).map((each) => each.getAttribute('href') ?? '');
  return {
    name: page.querySelector('.product')?.text,
    logo: page.querySelector('img.logo')?.getAttribute('src') ?? null,
    mark: page.querySelector('svg.mark') !== null,
    stylesheets: hrefs('link[rel=stylesheet]').slice(1),
    foot: hrefs('footer > ul a'),
  };
}

const plain = { name: 'Countersign', logo: null, mark: true, stylesheets: [], foot: [] };

describe('a page in a brand', () => {
  for (const { page, model } of pageSamples)
    it(`${page.name} shows its name, logo, colours and links in each language, and nothing of the product`, () => {
      for (const language of languages) {
        const html = renderer.renderPage({ page, model: { ...model, language } }, brand);
        expect(lookOf(parse(html)), language).to.deep.equal({
          name: 'Acme <ID>',
          logo: `/assets/brand/${brand.logoHash}.png`,
          mark: false,
          stylesheets: [`/assets/brand/${brand.stylesheetHash}.css`],
          foot: [brand.supportUrl, brand.legalUrl],
        });
        expect(html).to.include(' – Acme &lt;ID&gt;</title>');
        expect(html).not.to.match(/>[^<]*Countersign/);
      }
    });

  it('keeps of the product what the brand does not say', () => {
    const product = {
      ...plainProduct,
      supportUrl: 'https://corp.example/help',
      supportEmail: 'help@corp.example',
      privacyUrl: 'https://corp.example/privacy',
      imprintUrl: 'https://corp.example/imprint',
    };
    const own = createRenderer({ viewsDirectory: 'views', production: true, product });
    const [sample] = pageSamples;
    if (sample === undefined) throw new Error('no page');
    const footOf = (shown: Partial<typeof brand>) =>
      lookOf(parse(own.renderPage(sample, { ...noBranding, ...shown }))).foot;
    expect(footOf({ supportUrl: brand.supportUrl })).to.deep.equal([
      brand.supportUrl,
      product.privacyUrl,
      product.imprintUrl,
    ]);
    expect(footOf({ legalUrl: brand.legalUrl })).to.deep.equal([
      product.supportUrl,
      `mailto:${product.supportEmail}`,
      product.privacyUrl,
      brand.legalUrl,
    ]);
  });
});

describe('whose brand is on', () => {
  let world: World;
  let api: ApiClient;
  let operator: ApiClient;

  beforeEach(async () => {
    world = await createWorld();
    [api, operator] = [await apiOf(world, world.olivia), await operatorOf(world)];
    await operator.put('/branding', { display_name: 'Corp ID', legal_url: 'https://corp.example/legal' });
  });

  afterEach(() => operator.put('/branding', { logo: null }));

  const instances = { ...plain, name: 'Corp ID', foot: ['https://corp.example/legal'] };

  async function setOwn(more: object = {}): Promise<object> {
    const said = { colour: brand.colour, support_url: brand.supportUrl, ...more };
    const { body, status } = await api.put(`/organizations/${world.slug}/branding`, said);
    expect(status, JSON.stringify(body)).to.equal(200);
    return {
      name: body.display_name ?? world.slug.toUpperCase(),
      logo: body.logo_url === null ? null : new URL(body.logo_url).pathname,
      mark: body.logo_url === null,
      stylesheets: [new URL(body.stylesheet_url).pathname],
      foot: [brand.supportUrl, 'https://corp.example/legal'],
    };
  }

  it('a sign-in to an application of an organization: that of the organization, on every page of it', async () => {
    const own = await setOwn({ display_name: 'Acme ID', logo: await logo() });
    const application = await clientOfOrganization(world.server, world.slug);
    const browser = new Browser();
    const first = await application.start(browser);
    expect(lookOf(first.page)).to.deep.equal(own);
    const refused = await browser.submit(first, { email: world.tomas.email, password: 'wrong' });
    expect([refused.status, lookOf(refused.page)]).to.deep.equal([422, own]);
    const { email, password } = world.tomas;
    const challenge = await browser.submit(refused, { email, password });
    expect([challenge.name, lookOf(challenge.page)]).to.deep.equal(['challenge', own]);
  });

  it('a logo without a name: the organization is called by its own', async () => {
    const own = await setOwn({ logo: await logo() });
    const application = await clientOfOrganization(world.server, world.slug);
    const { page } = await application.start(new Browser());
    expect(lookOf(page)).to.deep.equal(own).and.to.include({ name: world.slug.toUpperCase(), mark: false });
  });

  it('a request that is narrowed to an organization: its name and colour, and none of its links, since anybody can send one; to one that nobody knows, the installation’s', async () => {
    const own = await setOwn({ display_name: 'Acme ID' });
    const narrowed = async (value: unknown) => {
      const claims = JSON.stringify({ id_token: { organization: { value } } });
      return lookOf((await world.application.start(new Browser(), { claims })).page);
    };
    expect(await narrowed(world.slug)).to.deep.equal({ ...own, foot: instances.foot });
    for (const unknown of [`${world.slug}-x`, `${world.slug}\0`, 'x'.repeat(3000), '', 7, null])
      expect(await narrowed(unknown), String(unknown)).to.deep.equal(instances);
  });

  it('everything else, the account among it: the installation’s, and the product’s where it says nothing', async () => {
    await setOwn({ display_name: 'Acme ID' });
    expect(lookOf((await world.application.start(new Browser())).page)).to.deep.equal(instances);
    const account = `${world.server.issuer}/account`;
    const { browser, answer } = await enterArea(account, world.mina);
    expect(lookOf(answer.page)).to.deep.equal(instances);
    const notThere = await browser.open(`${world.server.issuer}/account/nothing`);
    expect([notThere.status, lookOf(notThere.page)]).to.deep.equal([404, instances]);
    await operator.put('/branding', { logo: null });
    expect(lookOf((await browser.open(account)).page)).to.deep.equal(plain);
  });
});

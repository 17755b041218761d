import { expect } from 'chai';
import sharp from 'sharp';
import { createRegistrations } from '../../src/environments/registrations.ts';
import { createBrandOfPage } from '../../src/organizations/profile/brand-of-page.ts';
import { type ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { joinedBy, saying } from '../harness/members.ts';
import { createWorld, type World } from '../harness/world.ts';

const logoOf = async (red: number) => {
  const create = { width: 64, height: 32, channels: 3, background: { r: red, g: 31, b: 92 } } as const;
  return (await sharp({ create }).png().toBuffer()).toString('base64');
};

const full = {
  display_name: 'Acme ID',
  colour: '#7A1F5C',
  support_url: 'mailto:help@acme.example',
  legal_url: 'https://acme.example/legal',
};

const nothing = {
  display_name: null,
  colour: null,
  colours: null,
  support_url: null,
  legal_url: null,
  logo_url: null,
  stylesheet_url: null,
};

describe('what an organization looks like', () => {
  let world: World;
  let api: ApiClient;
  let path: string;

  beforeEach(async () => {
    world = await createWorld();
    api = await apiOf(world, world.olivia);
    path = `/organizations/${world.slug}/branding`;
  });

  const get = (address: string) => fetch(address.replace(world.server.issuer, world.server.address));

  it('is nothing at first, and then what its owner says, without a fresh second factor', async () => {
    expect((await api.get(path)).body).to.deep.equal(nothing);
    const saved = await api.put(path, { ...full, logo: await logoOf(122) });
    expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
    expect(saved.body).to.include({ ...full, colour: '#7a1f5c' });
    expect(saved.body.colours.light.lead).to.equal('#7a1f5c');
    expect((await api.get(path)).body).to.deep.equal(saved.body);
  });

  it('serves logo and stylesheet by their hashes, for ever and without a session, and nothing else there', async () => {
    const { body } = await api.put(path, { ...full, logo: await logoOf(12) });
    const [logo, stylesheet] = [await get(body.logo_url), await get(body.stylesheet_url)];
    expect([logo.status, logo.headers.get('content-type')]).to.deep.equal([200, 'image/png']);
    expect([stylesheet.status, stylesheet.headers.get('content-type')]).to.deep.equal([
      200,
      'text/css; charset=utf-8',
    ]);
    for (const { headers } of [logo, stylesheet]) {
      expect(headers.get('cache-control')).to.equal('public, max-age=31536000, immutable');
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('set-cookie')).to.equal(null);
    }
    expect(await stylesheet.text()).to.include('--lead:#7a1f5c');
    const { width, format } = await sharp(Buffer.from(await logo.arrayBuffer())).metadata();
    expect([width, format]).to.deep.equal([64, 'png']);
    const { origin } = new URL(world.server.address);
    const strangers = [
      `${body.logo_url.replace(/\w{32}\.png/, `${'0'.repeat(32)}.png`)}`,
      `${origin}/assets/brand/..%2f..%2fpackage.json`,
      body.logo_url.replace('.png', '.css'),
      body.logo_url.replace('.png', '.svg'),
    ];
    for (const address of strangers) expect((await get(address)).status, address).to.equal(404);
    const posted = await fetch(body.logo_url.replace(world.server.issuer, origin), { method: 'POST' });
    expect(posted.status).to.equal(405);
  });

  it('keeps the logo where a change says nothing of it, and drops it where it says so', async () => {
    const { body: first } = await api.put(path, { ...full, logo: await logoOf(33) });
    const { body: second } = await api.put(path, { display_name: 'Other' });
    expect(second).to.deep.equal({ ...nothing, display_name: 'Other', logo_url: first.logo_url });
    const { body: third } = await api.put(path, { display_name: 'Other', logo: null });
    expect(third.logo_url).to.equal(null);
    expect((await get(first.logo_url)).status).to.equal(404);
  });

  it('refuses a colour that texts do not stand out in, with its ratio and the nearest one that does', async () => {
    const refused = await api.put(path, { colour: '#ffcc00' });
    expect(saying(refused)).to.deep.equal([422, 'colour_contrast']);
    const { contrast, title, detail } = refused.body;
    expect(contrast.ratio).to.be.below(4.5);
    expect(contrast.nearest).to.match(/^#[0-9a-f]{6}$/);
    expect(title).to.include(`${contrast.ratio}:1`);
    expect(detail).to.include(contrast.nearest);
    expect((await api.put(path, { colour: contrast.nearest })).status).to.equal(200);
  });

  const misfits: readonly (readonly [what: string, body: object, code: string])[] = [
    ['a logo that is none', { logo: Buffer.from('<svg/>').toString('base64') }, 'logo_not_usable'],
    ['a logo that is no base64', { logo: '%%%' }, 'invalid_value'],
    ['a name that leads away', { display_name: 'https://evil.example' }, 'name_not_allowed'],
    ['a colour by its name', { colour: 'red' }, 'invalid_value'],
    ['a colour that ends its rule', { colour: '#000}*{x:1' }, 'invalid_value'],
    ['a link that runs', { support_url: 'javascript:alert(1)' }, 'invalid_value'],
    ['a link that is not safe on the way', { legal_url: 'http://acme.example' }, 'invalid_value'],
    ['a link with a password', { legal_url: 'https://a:b@acme.example' }, 'invalid_value'],
    ['a mailbox that is none', { support_url: 'mailto:?subject=x' }, 'invalid_value'],
    ['a field of its own', { css: 'body{}' }, 'invalid_value'],
  ];
  for (const [what, body, code] of misfits)
    it(`refuses ${what}, and nothing is changed`, async () => {
      expect(saying(await api.put(path, body))).to.deep.equal([422, code]);
      expect((await api.get(path)).body).to.deep.equal(nothing);
    });

  it('is for owners and the operator alone', async () => {
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const admin = await apiOf(world, ada);
    expect(saying(await admin.put(path, full))).to.deep.equal([403, 'not_allowed']);
    expect(saying(await admin.get(path))).to.deep.equal([403, 'not_allowed']);
    const operator = await operatorOf(world);
    expect((await operator.put(path, full)).status).to.equal(200);
    expect(saying(await api.get('/branding'))).to.deep.equal([403, 'insufficient_scope']);
  });

  it('is noted with what was changed, once, and nothing is where nothing was', async () => {
    await api.put(path, full);
    await api.put(path, full);
    const { body } = await api.get(`/organizations/${world.slug}/activity?type=branding.changed`);
    expect(body.items).to.have.length(1);
    expect(body.items[0].detail.changed).to.have.members([
      ...['displayName', 'colour', 'supportUrl', 'legalUrl', 'stylesheetHash'],
    ]);
  });

  it('goes with the organization', async () => {
    const { body } = await api.put(path, { ...full, logo: await logoOf(77) });
    const operator = await operatorOf(world);
    expect((await operator.delete(`/organizations/${world.slug}`)).status).to.equal(204);
    expect((await get(body.logo_url)).status).to.equal(404);
    const rows = await world.server.countersign.db.sql('SELECT 1 FROM brandings WHERE logo_hash = $1', [
      /brand\/(\w+)/.exec(body.logo_url)?.[1],
    ]);
    expect(rows).to.deep.equal([]);
  });

  it('stands before that of the installation on its pages', async () => {
    const { db } = world.server.countersign;
    const operator = await operatorOf(world);
    const organization = await db.organizations.findBySlug(world.slug);
    const clientOrganization = organization?.id ?? null;
    await api.put(path, { display_name: 'Acme ID' });
    const installed = await operator.put('/branding', { display_name: 'Corp ID', colour: '#0b5f58' });
    expect(installed.status, JSON.stringify(installed.body)).to.equal(200);
    expect((await operator.get('/branding')).body).to.deep.equal(installed.body);
    const brandOfPage = createBrandOfPage(db.brandings, createRegistrations());
    const own = await brandOfPage({ clientOrganization, narrowedTo: null });
    expect([own.displayName, own.colour]).to.deep.equal(['Acme ID', '#0b5f58']);
    const instance = await brandOfPage({ clientOrganization: null, narrowedTo: null });
    expect(instance.displayName).to.equal('Corp ID');
    await operator.put('/branding', { logo: null });
    expect((await operator.get('/branding')).body).to.deep.equal(nothing);
  });
});

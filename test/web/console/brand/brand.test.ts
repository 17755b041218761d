import { expect } from 'chai';
import sharp from 'sharp';
import { brandPage } from '../../../../src/web/console/brand/brand.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import type { Answer, Browser, Fields } from '../../../harness/browser.ts';
import { createWorld, seed, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { brandModel, plainBrandModel } from './support/models.ts';

const wanted = { display_name: 'Acme ID', colour: '#7A1F5C', support_url: '', legal_url: '' };

async function logoOf(format: 'png' | 'gif' = 'png'): Promise<Blob> {
  const create = { width: 64, height: 32, channels: 3, background: { r: 122, g: 31, b: 92 } } as const;
  return new Blob([new Uint8Array(await sharp({ create }).toFormat(format).toBuffer())]);
}

describe('the page brand', () => {
  const fields = ['display_name', 'colour', 'support_url', 'legal_url', 'logo'];
  itIsSound(filled(brandPage, brandModel), { fields, actions: ['continue', 'preview'] });

  it('shows both schemes in its colour, or in everybody’s', () => {
    const [own, plain] = [brandModel, plainBrandModel].map((model) => drawn(filled(brandPage, model)));
    expect(own).to.include('fill="#7a1f5c"').and.include('Acme ID</text>');
    expect(plain).to.include('fill="#0b5f58"').and.include('fill="#63cdbf"').and.include('Acme</text>');
  });

  let world: World;
  let address: string;

  beforeEach(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/console/${world.slug}/brand`;
  });

  /** As a browser sends a form with a file. */
  async function send(browser: Browser, values: Fields, logo?: Blob): Promise<Answer> {
    const body = new FormData();
    for (const [name, value] of Object.entries({ action: 'continue', ...values })) body.set(name, value);
    if (logo !== undefined) body.set('logo', logo, 'logo.png');
    return browser.follow(await browser.request(address, { method: 'POST', body }));
  }

  const brandingOf = async () =>
    (
      await world.server.countersign.db.sql<{ colour: string | null; display_name: string | null }>(
        `SELECT colour, display_name FROM brandings b JOIN organizations o ON o.id = b.organization_id
         WHERE o.slug = $1`,
        [world.slug],
      )
    )[0];

  it('is for owners alone', async () => {
    await seed(world.server, {
      organizations: [{ slug: world.slug, members: [{ email: world.tomas.email, role: 'admin' }] }],
    });
    for (const person of [world.mina, world.greta, world.tomas])
      expect((await enterArea(address, person)).answer.status, person.email).to.equal(404);
    expect((await enterArea(address, world.olivia)).answer.name).to.equal('brand');
  });

  it('shows a preview without saving, then saves name, colour and logo', async () => {
    const { browser } = await enterArea(address, world.olivia);
    const preview = await send(browser, { ...wanted, action: 'preview' });
    expect(preview.body).to.include('Preview, not saved yet').and.include('fill="#7a1f5c"');
    expect(preview.page.querySelector('#display_name')?.getAttribute('value')).to.equal('Acme ID');
    expect(await brandingOf()).to.equal(undefined);
    const saved = await send(browser, wanted, await logoOf());
    expect(noticeOf(saved)).to.equal('The brand was saved. Pages show it from now on.');
    expect(await brandingOf()).to.deep.equal({ colour: '#7a1f5c', display_name: 'Acme ID' });
    const logo = saved.page.querySelector('img.logo')?.getAttribute('src') ?? '';
    const served = await fetch(`${world.server.address}${logo}`);
    expect([served.status, served.headers.get('content-type')]).to.deep.equal([200, 'image/png']);
    const kept = await send(browser, { ...wanted, colour: '' });
    expect(kept.page.querySelector('img.logo')?.getAttribute('src')).to.equal(logo);
    await send(browser, wanted);
    const cleared = await send(browser, { ...wanted, colour: '', action: 'preview' });
    expect(cleared.body).to.include('Preview, not saved yet').and.include('fill="#0b5f58"');
    const refused = await send(browser, { ...wanted, colour: '#ffee00', action: 'preview' });
    expect(refused.body).not.to.include('not saved yet').and.not.include('#0b5f58');
    expect(refused.body).to.include('fill="#7a1f5c"');
    const removed = await send(browser, { ...wanted, remove_logo: 'on' });
    expect(removed.page.querySelector('img.logo')).to.equal(null);
  });

  it('says at the field what is refused, keeps what was typed, and changes nothing', async () => {
    const { browser } = await enterArea(address, world.olivia);
    const refusals = [
      [{ colour: '#ffee00' }, 'colour', 'stands out too little'],
      [{ colour: 'teal' }, 'colour', 'This is not a colour'],
      [{ support_url: 'javascript:alert(1)' }, 'support_url', 'not an address that can be linked'],
      [{ legal_url: 'http://acme.example' }, 'legal_url', 'not an address that can be linked'],
      [{ display_name: 'see www.acme.example' }, 'display_name', 'name is not allowed'],
    ] as const;
    for (const action of ['continue', 'preview'])
      for (const [change, field, words] of refusals) {
        const refused = await send(browser, { ...wanted, ...change, action });
        // Of a preview nothing but what it shows is refused.
        expect(refused.status, `${action} ${field}`).to.equal(422);
        expect(refused.page.querySelector(`#${field}-problem`)?.text).to.include(words);
        expect(refused.page.querySelector(`#${field}`)?.getAttribute('value')).to.equal(
          { ...wanted, ...change }[field],
        );
      }
    expect(await brandingOf()).to.equal(undefined);
  });

  it('refuses a logo that is none, and one that is too large', async () => {
    const { browser } = await enterArea(address, world.olivia);
    const refused = [await logoOf('gif'), new Blob([new Uint8Array(150_001)])];
    for (const logo of refused) {
      const answer = await send(browser, wanted, logo);
      expect([answer.status, answer.name]).to.deep.equal([422, 'brand']);
      expect(answer.page.querySelector('#logo-problem')?.text).to.include('The logo cannot be used');
    }
    expect((await send(browser, wanted, new Blob([new Uint8Array(300_000)]))).status).to.equal(413);
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const broken = await browser.request(address, { method: 'POST', headers, body: '--y' });
    expect(broken.status).to.equal(400);
    expect(await brandingOf()).to.equal(undefined);
  });

  it('takes no file of another site, and no other page takes one', async () => {
    const { browser } = await enterArea(address, world.olivia);
    const body = new FormData();
    body.set('display_name', 'Stolen');
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await browser.request(address, { method: 'POST', body, headers })).status).to.equal(403);
    const elsewhere = `${world.server.issuer}/account/profile`;
    expect((await browser.request(elsewhere, { method: 'POST', body })).status).to.equal(415);
    expect(await brandingOf()).to.equal(undefined);
  });
});

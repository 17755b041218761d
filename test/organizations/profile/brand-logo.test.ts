import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import sharp from 'sharp';
import { longestLogo, redrawLogo } from '../../../src/organizations/profile/brand-logo.ts';
import { Refusal } from '../../../src/refusal/refusal.ts';

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 122, g: 31, b: 92, alpha: 0.5 } } });

async function reasonOf(bytes: Buffer): Promise<string> {
  const outcome = await redrawLogo(bytes).catch((error: unknown) => error);
  if (!(outcome instanceof Refusal)) throw new Error('it was taken');
  expect(outcome.code).to.equal('logo_not_usable');
  return outcome.detail.reason ?? '';
}

/** One chunk of a PNG; what it says of its checksum nobody reads before its size. */
function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(name, 'latin1'), data, Buffer.alloc(4)]);
}

describe('a logo', () => {
  for (const format of ['png', 'jpeg', 'webp'] as const)
    it(`that is sent as ${format} becomes a PNG of at most 512 by 128`, async () => {
      const sent = await plain(1600, 300).toFormat(format).toBuffer();
      const { format: found, width, height } = await sharp(await redrawLogo(sent)).metadata();
      expect([found, width, height]).to.deep.equal(['png', 512, 96]);
    });

  it('that is small stays as large as it is, with what can be seen through', async () => {
    const drawn = sharp(await redrawLogo(await plain(40, 20).png().toBuffer()));
    const { width, height, hasAlpha } = await drawn.metadata();
    expect([width, height, hasAlpha]).to.deep.equal([40, 20, true]);
  });

  it('loses what else is in its file: places, texts, and what follows its end', async () => {
    const exif = { IFD0: { Copyright: 'SECRET-OWNER' }, IFD3: { GPSLatitude: '50/1 51/1 0/1' } };
    const sent = await plain(40, 20).jpeg().withExif(exif).toBuffer();
    expect(sent.toString('latin1')).to.include('SECRET-OWNER');
    const drawn = await redrawLogo(Buffer.concat([sent, Buffer.from('<script>SECRET-TAIL</script>')]));
    expect(drawn.toString('latin1')).not.to.match(/SECRET|<script/);
    expect((await sharp(drawn).metadata()).exif).to.equal(undefined);
  });

  it('is drawn once, however many pictures its file has', async () => {
    const pictures = await Promise.all(
      [1, 250].map((r) => {
        const create = { width: 40, height: 40, channels: 3, background: { r, g: 0, b: 0 } } as const;
        return sharp({ create }).png().toBuffer();
      }),
    );
    const frames = await sharp(pictures, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect((await sharp(frames).metadata()).pages).to.equal(2);
    expect((await sharp(await redrawLogo(frames)).metadata()).pages ?? 1).to.equal(1);
  });

  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const strangers: readonly (readonly [what: string, bytes: Buffer])[] = [
    ['an SVG, which can hold scripts', Buffer.from(svg)],
    ['an SVG behind a declaration', Buffer.from(`<?xml version="1.0"?>${svg}`)],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1')],
    ['a PDF', Buffer.from('%PDF-1.7')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['nothing', Buffer.alloc(0)],
  ];
  for (const [what, bytes] of strangers)
    it(`is not ${what}`, async () => expect(await reasonOf(bytes)).to.equal('is no PNG, JPEG or WebP'));

  it('is not what only begins like one', async () => {
    const png = await plain(40, 20).png().toBuffer();
    expect(await reasonOf(png.subarray(0, png.length - 30))).to.equal('cannot be decoded');
    expect(await reasonOf(Buffer.concat([png.subarray(0, 8), Buffer.from(svg)]))).to.equal(
      'cannot be decoded',
    );
    expect(await reasonOf(Buffer.from('ffd8ffe0', 'hex'))).to.equal('cannot be decoded');
  });

  it('is not larger than what may be sent', async () => {
    const png = await plain(40, 20).png().toBuffer();
    expect(await reasonOf(Buffer.concat([png, Buffer.alloc(longestLogo)]))).to.include('larger than 150000');
  });

  it('is not unfolded where a small file says that it is huge', async () => {
    const head = Buffer.alloc(13);
    head.writeUInt32BE(60_000, 0);
    head.writeUInt32BE(60_000, 4);
    head.set([8, 6], 8);
    const signature = Buffer.from('89504e470d0a1a0a', 'hex');
    const bomb = Buffer.concat([
      signature,
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
      chunk('IEND', Buffer.alloc(0)),
    ]);
    const before = process.memoryUsage().rss;
    await reasonOf(bomb);
    expect(process.memoryUsage().rss - before).to.be.below(200_000_000);
    expect(await reasonOf(await plain(5000, 2).png().toBuffer())).to.include('more than 4096 pixels');
  });
});

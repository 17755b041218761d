import { Refusal } from '../../refusal/refusal.ts';

/** In bytes, as it is sent. */
export const longestLogo = 150_000;

/** In pixels on either side, as it is sent: what is packed small can unfold to gigabytes. */
export const widestLogo = 4096;

/** As it is served; shown at half of that, for sharp screens. */
const [mostWidth, mostHeight] = [512, 128] as const;

const longestSeconds = 5;

/** What a file begins with, whatever it is called. SVG is none of them: it can hold scripts. */
const formats: readonly (readonly [name: string, isIt: (bytes: Buffer) => boolean])[] = [
  ['png', (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))],
  ['jpeg', (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))],
  [
    'webp',
    (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  ],
];

/**
 * Draws a logo anew: what was sent is decoded and made a PNG of at most 512 by 128 pixels, so that nothing else that was
 * in the file (texts, places, a second file behind it) goes out with it.
 * @throws Refusal `logo_not_usable` with the reason
 */
export async function redrawLogo(bytes: Buffer): Promise<Buffer> {
  if (bytes.length > longestLogo) throw notUsable(`is larger than ${longestLogo} bytes`);
  const format = formats.find(([, isIt]) => isIt(bytes))?.[0];
  if (format === undefined) throw notUsable('is no PNG, JPEG or WebP');
  const sharp = await drawing();
  try {
    const picture = sharp(bytes, { limitInputPixels: widestLogo * widestLogo, failOn: 'error', pages: 1 });
    const { width = 0, height = 0, format: found } = await picture.metadata();
    if (found !== format) throw notUsable('is not what it begins like');
    if (width > widestLogo || height > widestLogo)
      throw notUsable(`has a side of more than ${widestLogo} pixels`);
    return await picture
      .autoOrient()
      .resize({ width: mostWidth, height: mostHeight, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .timeout({ seconds: longestSeconds })
      .png({ compressionLevel: 9 })
      .toBuffer();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw notUsable('cannot be decoded');
  }
}

/**
 * Loaded with the first logo: most servers never draw one, and one on a machine for which there is no build shall start.
 * What it may read is narrowed to the three formats, and it works on one thread, beside those of the sign-ins.
 */
async function drawing() {
  const { default: sharp } = await import('sharp').catch(() => {
    throw notUsable('cannot be drawn on this machine');
  });
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadWebpBuffer'],
  });
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

function notUsable(reason: string): Refusal {
  return new Refusal('logo_not_usable', { reason, list: [`logo: ${reason}`] });
}
